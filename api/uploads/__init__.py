"""Uploads: what people fill in, as templates out and files in, checked whole before anything is posted."""
