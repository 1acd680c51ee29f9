"""What people see: shell, one module a page, charts, tables, report files. No SQL."""
