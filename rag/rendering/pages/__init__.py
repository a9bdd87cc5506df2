"""What every HTML page is made of: one template, its own style and script, the texts it shows.

A page needs nothing else: no network, no other file. Everything is written out and escaped
by Jinja; only the texts of articles, each once, lie in a block of JSON, from which the
page's script shows them with a quote marked.
"""
