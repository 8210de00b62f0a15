"""The description of the API in the forms that pages draw."""
