"""Rows from elsewhere into the board and out again: tables of other systems, error files, CSV and JSON.

An import goes four steps, each its own module: reading (a file -> a Table), presets (whose table is it), plan
(rows -> what the board should hold, every bad row a RowProblem), apply (the plan -> the board, one commit).
"""
