"""What only a browser can show: the main job from end to end, on a whole running instance with real mail.

``bin/test tests/browser --screens DIR`` keeps a picture of each page that is visited.
"""
