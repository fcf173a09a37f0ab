"""Programs: files, imports, and the places where a run can start."""
