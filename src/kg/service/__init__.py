"""The graph as a service: the SPARQL 1.1 Protocol, pages and a JSON interface over HTTP, all read-only."""
