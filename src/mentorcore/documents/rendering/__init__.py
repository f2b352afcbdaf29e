"""
Rendering: how the tree of a document becomes a page, a Word document and a PDF.
"""
