"""Rule books: YAML or workbook to Policy."""
