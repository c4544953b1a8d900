from ingest.one_line import one_line


def test_control_characters_are_escaped_and_letters_are_kept():
    assert one_line("表\u3000é 1\n\x1b[31m\u202e") == "表\u3000é 1\\n\\x1b[31m\\u202e"
