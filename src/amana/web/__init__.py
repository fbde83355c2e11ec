"""The shell: settings of the desk and of the public face, addresses, the page frame and its components, and `./amana`.

It sees every room, and no room sees it. It shows what rooms answer and never decides what they decide.
"""
