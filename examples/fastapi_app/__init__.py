"""
An example: mentoring relationships and their milestones over HTTP, with FastAPI.
"""
