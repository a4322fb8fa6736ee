"""Why a file is refused: the sentences a member of staff reads, one for each reason."""

from community_desk.domain.errors import UserError

SAVE_AS_XLSX = "请用 WPS 或 Excel 打开它，另存为“Excel 工作簿（*.xlsx）”后再导入。"

# The child names the reason only; words are chosen here, so that the child need not load anything of ours.
SENTENCES = {
    "missing": "找不到文件“{name}”，请检查它是否被移动或改名。",
    "folder": "“{name}”是文件夹，请选择一个表格文件。",
    "locked": "打不开“{name}”，可能正被别的程序占用，请先关闭它再试。",
    "empty": "“{name}”是空文件，没有可导入的内容。",
    "no_cells": "“{name}”里没有任何内容，请确认保存了正确的表格。",
    "large_file": "“{name}”超过 50 MB，不能导入。请删去图片，或分成几个文件。",
    "unpacks_large": "“{name}”解压后大得不正常，已停止读取。" + SAVE_AS_XLSX,
    "too_much": "“{name}”的表格范围过大（可能有内容落在极远的单元格），已停止读取。"
    "请只把有人员的区域复制到新表格再导入。",
    "too_slow": "“{name}”读了太久，已停止。请分成几个文件再导入。",
    "truncated": "“{name}”不完整或已损坏，请重新复制或下载一份。",
    "password": "“{name}”设有打开密码，请先在 WPS 或 Excel 中取消密码再导入。",
    "mhtml": "“{name}”是网页存档格式，读不了。" + SAVE_AS_XLSX,
    "xml_spreadsheet": "“{name}”是旧的 XML 表格格式，读不了。" + SAVE_AS_XLSX,
    "word": "“{name}”是 Word 文档，不是表格。请把其中的表格复制到 Excel 后再导入。",
    "slides": "“{name}”是演示文稿，不是表格。",
    "other_office": "“{name}”的格式读不了（例如 WPS 的 .et）。" + SAVE_AS_XLSX,
    "no_table": "“{name}”不是表格文件。可以导入的有 .xlsx、.xls、.ods 和 .csv。",
}


def refusal(reason: str, name: str) -> UserError:
    """The error to raise for a reason; `name` is the file's name as staff know it."""
    return UserError(SENTENCES[reason].format(name=name))
