"""The shell: settings of the desk and of the public face, addresses, the page frame and its components, and `./amana`.

It may import every room, and no room imports it. It shows what rooms return and never decides what they decide.
"""
