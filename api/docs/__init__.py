"""Docs: the page that shows the specification; everything it loads comes from here.

page.py    the page and the files it loads, under a policy of its own
start.js   starts Swagger UI, which comes out of a wheel (Apache-2.0)
page.css   the few lines above it
"""
