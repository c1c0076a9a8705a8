"""Text files: encodings, separators, and what people do to them."""

import pytest

from reviewer_audit.errors import IntakeError

ROWS = [["item_id", "content", "label"], ["A1", "Äpfel, señor", "spam"], ["A2", "b", "ok"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_that_encoding_and_separator_are_found(csv_file, read, encoding, separator):
    table = read(csv_file(ROWS, encoding=encoding, separator=separator))
    assert table.header == ("item_id", "content", "label")
    assert table.column("content") == ["Äpfel, señor", "b"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Это очень плохой комментарий, надо удалить"),
        ("cp1250", "Zażółć gęślą jaźń, proszę usunąć ten komentarz"),
        ("cp1253", "Αυτό σχόλιο είναι πολύ κακό και πρέπει τώρα φύγει"),
        ("cp1255", "התגובה הזו גרועה מאוד ויש למחוק אותה"),
        ("cp1256", "هذا التعليق سيئ للغاية ويجب حذفه فورا من هنا"),
        ("cp932", "このコメントは非常に悪いので削除してください"),
        ("gb18030", "这条评论非常糟糕必须立即删除谢谢"),
    ],
)
def test_that_old_encodings_are_told_by_their_letters_and_said_to_be_a_guess(
    csv_file, read, encoding, text
):
    table = read(csv_file([["id", "content"], ["1", text], ["2", text]], encoding=encoding))
    assert table.column("content") == [text, text]
    guessed = next(p for p in table.problems if p.code == "encoding_guessed")
    assert encoding in guessed.value_preview


def test_that_the_encoding_asked_for_is_used_or_refused_in_words(csv_file, read):
    path = csv_file(ROWS, encoding="cp1252")
    assert read(path, encoding="latin-1").column("content")[0] == "Äpfel, señor"
    with pytest.raises(IntakeError, match="cannot be read as utf-8"):
        read(path, encoding="utf-8")
    with pytest.raises(IntakeError, match="no encoding called klingon"):
        read(path, encoding="klingon")


def test_that_a_few_broken_bytes_do_not_turn_utf8_into_another_encoding(tmp_path, read):
    path = tmp_path / "broken.csv"
    good = "".join(f"{n},señor café\n" for n in range(200)).encode()
    path.write_bytes(b"id,text\n" + good + b"200,caf\xe9\n")
    table = read(path)
    assert table.column("text")[0] == "señor café"
    assert [p.count for p in table.problems if p.code == "bad_bytes"] == [1]


def test_that_quoted_newlines_and_quotes_stay_in_their_cell(csv_file, read):
    table = read(csv_file('id,text\n1,"two\nlines, and ""quotes"""\n2,x\n'))
    assert table.column("text") == ['two\nlines, and "quotes"', "x"]
    assert list(table.row_numbers) == [2, 3]


def test_that_rows_of_other_lengths_lose_nothing(csv_file, read):
    table = read(csv_file("a,b,c\n1,2\n1,2,3,4\n"))
    assert table.header == ("a", "b", "c", "Column D")
    assert table.row(0) == {"a": "1", "b": "2", "c": None, "Column D": None}
    assert table.row(1)["Column D"] == "4"


def test_that_nul_characters_are_taken_out_and_counted(csv_file, read):
    table = read(csv_file("id,text\n1,a\x00b\x00\n2,c\n"))
    assert table.column("text") == ["ab", "c"]
    assert [p.count for p in table.problems if p.code == "nul_removed"] == [2]


def test_that_a_quote_nobody_closed_is_told(csv_file, read):
    rows = "".join(f"{n},text,ok\n" for n in range(100))
    table = read(csv_file(f'id,text,label\n1,"open,ok\n{rows}'))
    assert "quote_not_closed" in {p.code for p in table.problems}


def test_that_ids_of_a_text_file_keep_every_digit(csv_file, read):
    table = read(csv_file("id,text\n0012345678901234567890,a\n00123,b\n"))
    assert table.column("id") == ["0012345678901234567890", "00123"]


def test_that_a_separator_can_be_named_and_a_wrong_one_is_refused(csv_file, read):
    path = csv_file("a:b\n1:2\n")
    assert read(path, separator=":").header == ("a", "b")
    with pytest.raises(IntakeError, match="cannot separate"):
        read(path, separator="::")


def test_that_the_separator_line_of_some_programs_is_no_row(csv_file, read):
    table = read(csv_file("sep=;\na;b\n1;2\n"))
    assert table.header == ("a", "b")
    assert list(table.row_numbers) == [3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"<html><table><tr><td>1</td></tr></table>", "web page"),
        (b"%PDF-1.7 x", "a PDF document"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"\x89PNG\r\n", "a picture"),
        (bytes(range(1, 200)) * 20, "a file of bytes"),
    ],
)
def test_that_what_is_no_table_is_refused_in_one_sentence(tmp_path, read, content, said):
    path = tmp_path / "export.xls"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=said) as caught:
        read(path)
    assert "Nothing was imported." in str(caught.value)
    assert "\n" not in str(caught.value)


def test_that_a_missing_file_and_a_folder_are_refused(tmp_path, read):
    with pytest.raises(IntakeError, match="no file"):
        read(tmp_path / "none.csv")
    with pytest.raises(IntakeError, match="a folder"):
        read(tmp_path)
