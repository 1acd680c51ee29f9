"""Reports: made of the same findings as the pages, then set as PDF, slides, workbook, page or archive."""
