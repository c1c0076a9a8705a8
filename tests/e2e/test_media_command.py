"""Pictures on the command line: brought in from a folder, said where they are not, packed."""

from tests import media_files


def test_that_pictures_go_from_a_folder_through_an_import_into_a_pack(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "config"))
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "one.png").write_bytes(media_files.picture())
    table = tmp_path / "week.csv"
    rows = ["id,text,label,shot", "1,hello there,spam,one.png", "2,good morning,ok,two.png"]
    table.write_text("\n".join(rows))
    columns = {c["name"]: c["role"] for c in cli.json("inspect", table)["columns"]}
    assert columns["shot"] != "media", "a column nobody would guess"
    policy, project = tmp_path / "policy.yaml", tmp_path / "p.audit"
    cli.text(
        "policy", "draft", table, "--column", "label", "--not-violating", "ok", "--out", policy
    )
    cli.text("new", project, "--policy", policy)
    given = ("import", project, table, "--map", "media=shot", "--media-folder", tmp_path / "files")
    said = cli.json(*given, "--quarantine", tmp_path / "back.xlsx")
    assert said["mapping"]["media"] == "shot"
    assert (said["media"]["found"], said["media"]["unusable"]) == (1, {"missing": 1})
    (tmp_path / "files" / "two.png").write_bytes(media_files.moving())
    assert "media: 1 brought in" in cli.text(*given)
    cli.text("draw", project, "--all", "--auditors", "Ann")
    pack = tmp_path / "ann.auditpack"
    cli.text("pack", project, "--auditor", "Ann", "--out", pack)
    cli.text("open", pack, "--out", tmp_path / "work.audit")
    assert cli.json("verify", tmp_path / "work.audit")["whole"]
