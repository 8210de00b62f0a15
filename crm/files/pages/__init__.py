"""The pages of files and photos: ``plane`` is what they hang on; then a file for each subject."""
