"""What the site of docs/ reads from the code when it is built, and how the files beside docs/ become pages of it."""
