"""The guide: one short page of help for each task at the desk, in the reader's language.

Nouns: topic (a task, the pages on which it is done, and its words in three languages). Promises: each page of the desk has its
topic; a topic knows no record, so its address and its page say nothing about anybody; buttons are called what the page calls them.
A topic is a file, `guide/TOPIC.yaml`, of the room whose pages it explains.
"""
