"""Outside text: cleaned, decoded, dated, measured."""
