"""Writes the workbooks of the tests; run with openpyxl 3.1 installed, from this folder.

excel.xlsx    as openpyxl (and much like it Excel) writes: shared strings, styles, a title above the
              header, leading empty rows, merged cells, dates, numbers, a formula without a result, a
              hidden sheet, an error
runs.xlsx     by hand, as LibreOffice, WPS and generators write: inline strings, runs, phonetic
              guides, prefixed names, cells without references, stored formula results, escapes
qnabot.xlsx   the columns of QnABot
maxkb.xlsx    MaxKB's columns, two documents
ragflow.xlsx  two columns without a header
bomb.xlsx     a part that claims to unpack to 3 GiB
"""
import datetime
import zipfile

import openpyxl

TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def excel():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "问答"
    sheet["A3"] = "青禾优选客服问答"
    sheet.merge_cells("A3:H3")
    for column, header in enumerate(
        ["分组", "问题", "相似问题", "答案", "启用", "失效日期", "优先级", "折扣"], 1
    ):
        sheet.cell(5, column, header)
    rows = [
        ("售后/退款", "怎么退款", "退款流程\n如何申请退款", "在订单页点「退款」。", True,
         datetime.date(2030, 1, 31), 3, 0.15),
        (None, "退款多久到账", "钱什么时候退", "一至三个工作日。", False,
         datetime.datetime(2030, 1, 31, 8, 30), 2.5, 0.5),
        ("发票", "怎么开发票", None, "=A1&A2", None, None, 13800138000, None),
        ("发票", "发票丢了", None, "#N/A", None, None, None, None),
    ]
    for index, row in enumerate(rows):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(6 + index, column, value)
        sheet.cell(6 + index, 8).number_format = "0%"
    sheet["F7"].number_format = "yyyy\"年\"m\"月\"d\"日\" hh:mm"
    sheet.merge_cells("A6:A7")
    hidden = book.create_sheet("隐藏")
    hidden.sheet_state = "hidden"
    hidden.append(["问题", "答案"])
    hidden.append(["隐藏的问题", "隐藏的答案"])
    book.save("excel.xlsx")


def by_hand(name, parts):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            info = zipfile.ZipInfo(part, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


def workbook(sheet, strings, styles, prefix=""):
    p = prefix + ":" if prefix else ""
    ns = f'xmlns:{prefix}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<{p}workbook {ns} xmlns:r="{OFFICE}"><{p}workbookPr date1904="1"/>'
        f'<{p}sheets><{p}sheet name="Sheet1" sheetId="1" r:id="rId1"/></{p}sheets></{p}workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/../worksheets/a.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/a.xml": f'<{p}worksheet {ns}>{sheet}</{p}worksheet>',
        "xl/sharedStrings.xml": f'<{p}sst {ns}>{strings}</{p}sst>',
        "xl/styles.xml": f'<{p}styleSheet {ns}>{styles}</{p}styleSheet>',
    }


def runs():
    strings = (
        "<x:si><x:t>问题</x:t></x:si>"
        "<x:si><x:r><x:rPr><x:b/></x:rPr><x:t>怎么</x:t></x:r><x:r><x:t xml:space=\"preserve\">开"
        "发票</x:t></x:r><x:rPh sb=\"0\" eb=\"2\"><x:t>kaifapiao</x:t></x:rPh></x:si>"
    )
    styles = (
        '<x:numFmts count="2"><x:numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<x:numFmt numFmtId="165" formatCode="[h]:mm:ss"/></x:numFmts>'
        '<x:cellStyleXfs><x:xf numFmtId="14"/></x:cellStyleXfs>'
        '<x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="164"/><x:xf numFmtId="4"/>'
        '<x:xf numFmtId="165"/></x:cellXfs>'
    )
    sheet = (
        "<x:sheetData>"
        '<x:row><x:c t="s"><x:v>0</x:v></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>答案</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>数字</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>日期</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>时长</x:t></x:is></x:c></x:row>'
        '<x:row r="4"><x:c r="A4" t="s"><x:v>1</x:v></x:c>'
        '<x:c r="B4" t="str"><x:f>A1&amp;"x"</x:f><x:v>算好的答案_x000D_第二行_x005F_x0041_</x:v></x:c>'
        '<x:c r="C4" s="2"><x:v>1234567.5</x:v></x:c>'
        '<x:c r="D4" s="1"><x:v>43830</x:v></x:c>'
        '<x:c r="E4" s="3"><x:v>0.75</x:v></x:c></x:row>'
        '<x:row r="5"><x:c r="A5" t="inlineStr"><x:is><x:r><x:t>合</x:t></x:r><x:r><x:t>并</x:t></x:r>'
        '</x:is></x:c><x:c r="B5" t="b"><x:v>1</x:v></x:c>'
        '<x:c r="C5"><x:v>0.30000000000000004</x:v></x:c></x:row>'
        '<x:row r="6"><x:c r="A6" t="inlineStr"><x:is><x:t>下一行</x:t></x:is></x:c></x:row>'
        '</x:sheetData><x:mergeCells count="1"><x:mergeCell ref="B5:B6"/></x:mergeCells>'
    )
    by_hand("runs.xlsx", workbook(sheet, strings, styles, "x"))


def plain(name, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(name)


def bomb():
    by_hand("bomb.xlsx", workbook("<sheetData/>" + " " * 5000, "", ""))
    with open("bomb.xlsx", "rb") as file:
        data = bytearray(file.read())
    # The size in the central directory, which readers believe, 24 bytes behind its signature.
    name = data.rindex(b"xl/worksheets/a.xml")
    entry = data.rindex(b"PK\x01\x02", 0, name)
    data[entry + 24 : entry + 28] = (3 << 30).to_bytes(4, "little")
    with open("bomb.xlsx", "wb") as file:
        file.write(data)


excel()
runs()
plain("qnabot.xlsx", [("qna", [
    ["qid", "question1", "question2", "answer", "topic", "cardtitle", "imageurl", "displaytext1",
     "buttonvalue1", "displaytext2", "buttonvalue2", "next"],
    ["Pay.001", "怎么付款", "支付\n方式", "支持微信支付。", "支付", "选一种", "https://example.com/p.png",
     "微信", "微信", "银行卡", "银行卡", "Pay.002"],
    [None, "没有编号", None, "答案"],
    ["Pay.003", None, None, "没有问题"],
])])
plain("maxkb.xlsx", [
    ("物流", [["分段标题（选填）", "分段内容（必填，问题答案））", "问题（选填，单元格内一行一个）"],
             ["发货时间", "下单后两天内发货。", "什么时候发货\n多久发货"]]),
    ("退货", [["分段标题（选填）", "分段内容（必填，问题答案））", "问题（选填，单元格内一行一个）"],
             [None, "七天内可以退货。", "能退货吗\n退货期限"]]),
])
plain("ragflow.xlsx", [
    ("Sheet1", [["问题：怎么退货", "答案：七天内可退。"], [None, "Q: 运费谁付", "A：质量问题由我们付。"]]),
    ("Sheet2", [["换货要多久", "三天。"]]),
])
bomb()
