"""People and companies: the customers a workspace keeps."""
