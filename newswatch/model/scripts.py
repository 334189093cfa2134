"""Scripts that are written without spaces between words."""

#: Han and kana, as the inside of a set in a regular expression
HAN_AND_KANA = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
