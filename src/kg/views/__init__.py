"""Views: the network as a page."""
