"""What is made as a file: pictures that are read by machines."""
