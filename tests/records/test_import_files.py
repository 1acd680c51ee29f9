"""Files as they come: delimiters, encodings, broken rows, wrong kinds. On SQLite, since no SQL differs."""

import pytest

from records.database import connect
from records.problems import Problem
from tests.records.import_cases import NOW, OBJECTS, bring, counts, findings, leave_rollups, listed, rows


@pytest.fixture
def engine(sqlite_url, monkeypatch):
    leave_rollups(monkeypatch)
    opened = connect(sqlite_url)
    yield opened
    opened.dispose()


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_delimiter_and_byte_order_mark_are_found(engine, tmp_path, mark, bom):
    text = bom + "object_id,category\nO1,clothing\n".replace(",", mark)
    assert counts(bring(engine, tmp_path, "objects", text)) == (1, 0, 1, 0, 0)
    assert rows(engine, "objects", "object_id", "category") == [("O1", "clothing")]


def test_quoted_line_breaks_and_blank_lines_keep_the_spreadsheets_row_numbers(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    text = (
        "object_id,language,title,question\n"
        'O1,en,Bag,"Where\nis it from?"\n'
        "\n"
        ",,,\n"
        "O9,en,Cup,\n"
        "O2,en\n"
        "O2,en,Toy,What?,,\n"
        "O3,en,Box,What?,extra\n"
    )
    summary = bring(engine, tmp_path, "object_texts", text)
    assert counts(summary) == (5, 0, 2, 0, 3)
    assert rows(engine, "object_texts", "object_id", "question") == [
        ("O1", "Where\nis it from?"),
        ("O2", "What?"),
    ]
    assert findings(engine) == [
        (5, "object_id", "O9", "no object with this identifier is on record", "error"),
        (6, "", None, "the row has 2 cells, the header 4", "error"),
        (8, "", None, "the row has 5 cells, the header 4", "error"),
    ]


def test_a_quote_inside_a_cell_rejects_only_its_row(engine, tmp_path):
    text = 'object_id,category\nO1,"a"b\nO2,toy\n'
    assert counts(bring(engine, tmp_path, "objects", text)) == (2, 0, 1, 0, 1)
    assert "write a quote inside a cell twice" in findings(engine)[0][3]


@pytest.mark.parametrize(
    "text", ['object_id,category\nO1,"toy\nO2,toy\n', 'object_id,category\nO1,toy\nO2,"to']
)
def test_a_quote_that_never_closes_refuses_the_file(engine, tmp_path, text):
    with pytest.raises(Problem, match=r"a quote that opens in row [23] .* is never closed"):
        bring(engine, tmp_path, "objects", text)
    assert rows(engine, "objects", "object_id") == []


def test_an_endless_cell_refuses_the_file(engine, tmp_path):
    with pytest.raises(Problem, match=r"a cell in row 3 \(line 3\) has more than 1000000 characters"):
        bring(engine, tmp_path, "objects", "object_id\nO1\n" + "x" * 1_000_001)


def test_nul_bytes_and_control_characters_are_named(engine, tmp_path):
    text = "object_id,category\nO\x001,toy\nO2,to\x07y\nO3,toy\n"
    assert counts(bring(engine, tmp_path, "objects", text)) == (3, 0, 1, 0, 2)
    assert [(f[0], f[1], f[3]) for f in findings(engine)] == [
        (2, "object_id", "holds the control character U+0000"),
        (3, "category", "holds the control character U+0007"),
    ]


def test_a_wrong_encoding_names_byte_and_line_and_the_remedy(engine, tmp_path):
    text = "object_id,category\nO1,toy\nO2,caf\xe9\n".encode("latin-1")
    with pytest.raises(
        Problem, match=r"not utf-8: byte 0xE9 at position 32 \(line 3\); .*encoding = \"cp1252\""
    ):
        bring(engine, tmp_path, "objects", text)
    mapping = 'encoding = "latin-1"\n[fields]\nobject_id = {from="object_id"}\ncategory = {from="category"}'
    assert counts(bring(engine, tmp_path, "objects", text, mapping)) == (2, 0, 2, 0, 0)
    assert rows(engine, "objects", "category") == [("toy",), ("café",)]


def test_utf_16_is_recognised(engine, tmp_path):
    text = OBJECTS.encode("utf-16")
    with pytest.raises(Problem, match='written in UTF-16; write encoding = "utf-16"'):
        bring(engine, tmp_path, "objects", text)
    mapping = 'encoding = "utf-16"\n[fields]\nobject_id = {from="object_id"}'
    assert bring(engine, tmp_path, "objects", text, mapping).accepted == 3


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "is empty: not one byte"),
        (b"\n \n", "a.csv", "is empty: it has no header row"),
        (b"object_id,object_id\nO1,O2\n", "a.csv", "names 'object_id' twice"),
        (b"PK\x03\x04rest", "a.csv", "not csv: it is an Excel workbook or ZIP archive"),
        (b"%PDF-1.7", "a.jsonl", "not jsonl: it is a PDF"),
        (b"\x1f\x8bxx", "a.csv", "compressed with gzip"),
        (b"object_id\nO1\n", "a.parquet", "is no parquet file"),
        (b"object_id\nO1\n", "a.xlsx", "is no xlsx file"),
        (b"PAR1 but no more", "a.parquet", "cannot be read as Parquet"),
        (b"PK\x03\x04 but no more", "a.xlsx", "cannot be read as an Excel workbook"),
        (b"object_id\nO1\n", "a.dat", "does not tell the format"),
        (b'[\n{"object_id": "O1"}\n]', "a.json", "one JSON array; write JSON lines"),
        (b'[{"object_id": "O1"}]', "a.json", "one JSON array; write JSON lines"),
    ],
)
def test_files_of_another_kind_are_refused_in_words(engine, tmp_path, content, name, words):
    with pytest.raises(Problem, match=words):
        bring(engine, tmp_path, "objects", content, name=name)


def test_a_missing_file_and_a_folder_are_refused(engine, tmp_path):
    from records.importing.intake import Order, import_file

    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Problem, match="there is no file"):
            import_file(engine, "objects", path, Order("tester", NOW))


def test_a_header_alone_is_an_import_of_nothing(engine, tmp_path):
    assert counts(bring(engine, tmp_path, "objects", "object_id,category\n")) == (0, 0, 0, 0, 0)


def test_missing_columns_are_named_with_what_is_there_and_what_was_meant(engine, tmp_path):
    with pytest.raises(Problem) as raised:
        bring(engine, tmp_path, "tips", "Tip ID,object,received_at\nT1,O1,2026-01-01\n")
    assert "no column 'tip_id', 'object_id'; is 'Tip ID' meant for 'tip_id'?" in str(raised.value)
    assert "It has: Tip ID, object, received_at." in str(raised.value)
    with pytest.raises(Problem, match="no column 'object_id'"):
        bring(engine, tmp_path, "objects", '{"objectid": "O1"}\n', name="a.jsonl")


def test_columns_that_are_not_stored_are_said(engine, tmp_path):
    summary = bring(engine, tmp_path, "objects", "object_id,category,weight,\nO1,toy,3,x\n")
    assert summary.notes == (
        "column 4 has no name and is not read",
        "columns of the file that are not stored: weight",
    )


def test_broken_lines_of_json_are_rejected_with_their_number(engine, tmp_path):
    text = '\ufeff{"object_id": "O1"}\n\n{"object_id": "O2"\n[1]\n"x"\n{"object_id": 7, "category": true}\n{}'
    summary = bring(engine, tmp_path, "objects", text, name="a.jsonl")
    assert counts(summary) == (6, 0, 2, 0, 4)
    assert rows(engine, "objects", "object_id", "category") == [("7", "true"), ("O1", "unknown")]
    assert [(f[0], f[3][:22]) for f in findings(engine)] == [
        (3, "the line is no JSON: u"),
        (4, "the line is JSON, but "),
        (5, "the line is JSON, but "),
        (7, "empty, but objects nee"),
    ]


def test_json_in_another_encoding_refuses_the_file(engine, tmp_path):
    text = '{"object_id": "O1"}\n{"object_id": "café"}\n'.encode("latin-1")
    with pytest.raises(Problem, match=r"not utf-8: byte 0xE9 at position 38 \(line 2\)"):
        bring(engine, tmp_path, "objects", text, name="a.jsonl")


def test_json_lines_of_two_bytes_a_letter_are_refused(engine, tmp_path):
    mapping = 'encoding = "utf-16"\n[fields]\nobject_id = {from="object_id"}'
    with pytest.raises(Problem, match="save them as UTF-8"):
        bring(engine, tmp_path, "objects", '{"object_id": "O1"}'.encode("utf-16"), mapping, name="a.jsonl")


def test_parquet_and_workbooks_hold_the_same_records_as_csv(engine, tmp_path):
    import pandas as pd

    bring(engine, tmp_path, "objects", OBJECTS)
    frame = pd.DataFrame(
        {
            "tip_id": ["T1", "T2"],
            "object_id": ["O1", "O2"],
            "received_at": pd.to_datetime(["2026-01-01 10:00", "2026-01-02 10:00"]).tz_localize("UTC"),
            "origin_country": ["Nederland", None],
        }
    )
    frame.to_parquet(tmp_path / "source.parquet")
    frame.assign(received_at=frame["received_at"].dt.tz_localize(None)).to_excel(
        tmp_path / "source.xlsx", index=False
    )
    frame.to_csv(tmp_path / "source.csv", index=False)
    results = []
    for kind in ("parquet", "xlsx", "csv"):
        content = (tmp_path / f"source.{kind}").read_bytes()
        results.append(counts(bring(engine, tmp_path, "tips", content, name=f"a.{kind}")))
    assert results == [(2, 0, 2, 0, 0), (2, 0, 0, 2, 0), (2, 0, 0, 2, 0)]
    assert rows(engine, "tips", "tip_id", "origin_country") == [("T1", "NL"), ("T2", "unknown")]


def test_workbooks_say_what_they_do_not_read(engine, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (["object_id", "category"], ["O1", "toy"], [None, None], ["O2", "#N/A"], [3, 4.5]):
        sheet.append(row)
    book.create_sheet("notes")
    book.save(tmp_path / "source.xlsx")
    summary = bring(engine, tmp_path, "objects", (tmp_path / "source.xlsx").read_bytes(), name="a.xlsx")
    assert counts(summary) == (3, 0, 2, 0, 1)
    assert summary.notes == ("only the first sheet, 'Sheet', is read",)
    assert findings(engine) == [
        (4, "category", "#N/A", "the cell holds an error of the spreadsheet", "error")
    ]
    assert rows(engine, "objects", "object_id", "category") == [("3", "4.5"), ("O1", "toy")]


def test_the_list_of_rejects_is_safe_to_open_in_a_spreadsheet(engine, tmp_path):
    path = tmp_path / "rejects.csv"
    text = 'object_id,image\nO1,"=HYPERLINK(""x"")"\nO2,-5\nO3,@me\n'
    bring(engine, tmp_path, "objects", text, rejects=path)
    assert [(row["row"], row["column"], row["value"], row["severity"]) for row in listed(path)] == [
        ("2", "image", '\'=HYPERLINK("x")', "error"),
        ("3", "image", "-5", "error"),
        ("4", "image", "'@me", "error"),
    ]


def test_a_list_of_rejects_that_cannot_be_written_stops_the_import(engine, tmp_path):
    with pytest.raises(Problem, match=r"cannot be written: .*; nothing was stored"):
        bring(engine, tmp_path, "objects", OBJECTS, rejects=tmp_path / "no" / "folder.csv")
    with pytest.raises(Problem, match="would overwrite the file itself"):
        bring(engine, tmp_path, "objects", OBJECTS, rejects=tmp_path / "file.csv")
    assert rows(engine, "objects", "object_id") == []
