"""Writes the workbooks of OfficeTableTests with nothing but Python's library; run from this folder.

office-merged.xlsx     a question merged over two rows of answers, titles of sections merged over the
                       table, a group merged beyond the last row, an answer merged wider than its header
office-wide.xlsx       a header of the answer merged over three columns, and so are the answers
office-errors.xlsx     #N/A for an answer, #REF! for a question
office-sheets.xlsx     two sheets whose column 编号 counts from 1 each
office-column.xlsx     one column of 问：… and 答：…
"""
import zipfile
from xml.sax.saxutils import escape

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""


def cell(column, row, value):
    place = f"{chr(65 + column)}{row}"
    if value is None:
        return ""
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    if value.startswith("#"):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def sheet(rows, merges):
    body = "".join(
        f'<row r="{number}">' + "".join(cell(c, number, v) for c, v in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, 1)
    )
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merges)
    merged = f'<mergeCells count="{len(merges)}">{areas}</mergeCells>' if merges else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{merged}</worksheet>'


def write(name, sheets):
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>'
            for n, (title, _, _) in enumerate(sheets, 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + "</Relationships>",
    }
    for n, (_, rows, merges) in enumerate(sheets, 1):
        parts[f"xl/worksheets/{n}.xml"] = sheet(rows, merges)
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            info = zipfile.ZipInfo(part, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


write("office-merged.xlsx", [("问答", [
    ["分类", "问题", "答案"],
    ["一、退款类"],
    ["退款", "怎么退款", "第一步：打开订单"],
    [None, None, "第二步：点退款"],
    ["二、发票类"],
    ["发票", "怎么开发票", "在我的发票里开", None],
    ["会员", "会员怎么升级", "在会员中心升级"],
    [None],
    [None],
], ["A2:C2", "B3:B4", "A3:A4", "A5:C5", "C6:D6", "A7:A9"])])
write("office-wide.xlsx", [("问答", [
    ["问题", "答案"],
    ["怎么退款", "点退款"],
    ["怎么换货", "点换货"],
], ["B1:D1", "B2:D2", "B3:D3"])])
write("office-errors.xlsx", [("问答", [
    ["问题", "答案"],
    ["怎么退款", "#N/A"],
    ["#REF!", "点换货"],
    ["怎么开发票", "在我的发票里开"],
], [])])
write("office-sheets.xlsx", [
    ("退款", [["编号", "问题", "答案"], [1, "怎么退款", "在订单里点退款"], [2, "退款几天到账", "三个工作日"]], []),
    ("发票", [["编号", "问题", "答案"], [1, "怎么开发票", "在我的发票里开"], [2, "发票能换抬头吗", "不能"]], []),
])
write("office-column.xlsx", [("问答", [
    ["问：怎么退款？"], ["答：在订单里点退款"], ["三天到账"], ["问：怎么开发票？"], ["答：在我的发票里开"],
], [])])
