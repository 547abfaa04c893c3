"""Writes company/: files as companies bring them, and expected.json, which says what an import makes of each.

The texts are our own; the forms are those of spreadsheets as offices keep them and of ten other systems. Run once
with openpyxl, xlwt, odfpy and python-docx installed: python3 make-company-files.py
"""

import json
import os

import docx
import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "company"))
expected = []


def expect(files, entries, codes=None, rejected=0):
    """Notes what an import of files gives: all entries in order, and how many problems have each code."""
    files = [files] if isinstance(files, str) else files
    expected.append({"files": files, "entries": entries, "codes": codes or {}, "rejected": rejected})


def entry(question, answer, similar=(), group="", **more):
    return {"question": question, "answer": answer, "similar": list(similar), "group": group, **more}


def text(name, content, encoding="utf-8"):
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode(encoding))


def workbook(name, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows, edit in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if edit:
            edit(sheet)
    book.save(name)


# Delimited text as offices save it.
text("01-title.csv", "\ufeff售后常见问题（2026年版）,,,,\n,,,,\n序号,一级分类,二级分类,提问,解答\n"
     "1,售后,退款,怎么退款,在订单里点退款\n2,售后,退款,退款几天到账,三个工作日\n3,,,,\n"
     "二、发票类,,,,\n4,发票,,发票怎么开,在我的发票里开\n注：以上内容由客服部维护,,,,\n")
expect("01-title.csv", [
    entry("怎么退款", "在订单里点退款", group="售后/退款"), entry("退款几天到账", "三个工作日", group="售后/退款"),
    entry("发票怎么开", "在我的发票里开", group="发票")], {"blank_row": 1, "remark_row": 1})

text("02-cp936.csv", "编号,问题,扩展问法,答复,备注\r\n1,海外运费多少,①海外寄多少钱②寄国外多少钱,".encode("gbk") + b"\x80"
     + " 5 起,财务核对\r\n2,能寄到香港吗,香港能寄吗、寄香港可以吗,可以，三到五天,\r\n".encode("gbk"))
expect("02-cp936.csv", [
    entry("海外运费多少", "€ 5 起", ["海外寄多少钱", "寄国外多少钱"]),
    entry("能寄到香港吗", "可以，三到五天", ["香港能寄吗", "寄香港可以吗"])])

text("03-cp950.csv", "類別,問題,其他問法,答覆\r\n售後,退貨／換貨怎麼辦,如何退貨;怎樣換貨,來電 9:00～18:00\r\n", "cp950")
expect("03-cp950.csv", [
    entry("退貨／換貨怎麼辦", "來電 9:00～18:00", ["如何退貨", "怎樣換貨"], "售後")])

text("04-hkscs.csv", "問題,回覆\r\n點樣退錢,喺訂單度撳退款\r\n幾耐收到,三日內\r\n", "big5hkscs")
expect("04-hkscs.csv", [entry("點樣退錢", "喺訂單度撳退款"), entry("幾耐收到", "三日內")])

text("05-utf16.csv", "问题\t答案\r\n怎么退款\t在订单里点退款\r\n", "utf-16-le")
expect("05-utf16.csv", [entry("怎么退款", "在订单里点退款")])

text("06-gb18030.tsv", "标题\t内容\n𠮷祥套餐是什么\t三菜一汤😀\n", "gb18030")
expect("06-gb18030.tsv", [entry("𠮷祥套餐是什么", "三菜一汤😀")])

text("07-semicolons.csv", "sep=;\n问题;答案\n怎么退款;\"点退款;\n等三天\"\n")
expect("07-semicolons.csv", [entry("怎么退款", "点退款;\n等三天")])

text("08-no-header.csv", "1,怎么退款,在订单里点退款\n2,怎么开发票,在我的发票里开\n")
expect("08-no-header.csv", [entry("怎么退款", "在订单里点退款"), entry("怎么开发票", "在我的发票里开")],
       {"no_header": 1})

text("09-twice.csv", "问题,答案\n怎么退款,点退款\n怎么退款？,点退款\n怎么退款,找客服\n营业时间,9:00,18:00\n")
expect("09-twice.csv", [entry("怎么退款", "点退款"), entry("营业时间", "9:00,18:00")],
       {"duplicate": 1, "other_answer": 1, "extra_cells": 1})

text("10-unknown.csv", "客户可能会问的问题,我们怎么回答,知识有效期\n怎么退款,点退款,长期\n")
expect("10-unknown.csv", [entry("怎么退款", "点退款", extra={"知识有效期": "长期"})],
       {"guessed_column": 2, "unknown_column": 1})

text("11-renamed.xls", "问题\t答案\t失效时间\r\n怎么退款\t点退款\t长期有效\r\n", "gbk")
expect("11-renamed.xls", [entry("怎么退款", "点退款")])

text("12-two-encodings.csv", "问题,答案\n怎么退款,点退款\n".encode("gbk") + "发票怎么开,自助开票\n".encode()
     + "几天到账,三天\n".encode("gbk"))
expect("12-two-encodings.csv", [entry("怎么退款", "点退款"), entry("几天到账", "三天")], {"invalid_bytes": 1}, 1)


# Workbooks.
def hide(sheet):
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("A2:A3")
    sheet["B5"].number_format = '0"天"'
    sheet["B6"].number_format = '"¥"#,##0.00'


workbook("13-hidden.xlsx", ("问答", [
    ["问题", "答案", "内部口径", "相似问"], ["怎么退款", "第一步点退款", "可先安抚", "钱怎么退"], [None, "第二步等三天"],
    ["旧活动怎么参加", "已结束"], ["退货期多久", 7], ["会员价多少", 1299]], hide))
expect("13-hidden.xlsx", [
    entry("怎么退款", "第一步点退款\n第二步等三天", ["钱怎么退"]), entry("退货期多久", "7天"),
    entry("会员价多少", "¥1,299.00")], {"hidden": 2, "continued": 1})

workbook("14-side-by-side.xlsx", ("Sheet1", [
    ["售后", None, None, "发票"], ["问题", "答案", None, "问题", "答案"],
    ["怎么退款", "点退款", None, "发票怎么开", "自助开票"], ["几天到账", "三天"]], None))
expect("14-side-by-side.xlsx", [
    entry("怎么退款", "点退款"), entry("几天到账", "三天"), entry("发票怎么开", "自助开票")], {"side_by_side": 1})

workbook("15-sheets.xlsx",
         ("售后", [["编号", "问题", "答案"], [1, "怎么退款", "点退款"], [2, "几天到账", "三天"]], None),
         ("发票", [["编号", "问题", "答案"], [1, "发票怎么开", "自助开票"], [None, None, None],
                 ["编号", "标准问", "答复", "分组"], [1, "抬头能改吗", "能", "抬头"]], None),
         ("填写说明", [["本表由客服部维护"]], None))
expect("15-sheets.xlsx", [
    entry("怎么退款", "点退款"), entry("几天到账", "三天"), entry("发票怎么开", "自助开票"),
    entry("抬头能改吗", "能", group="抬头")], {"repeated_header": 1, "no_header": 1})

workbook("16-lines.xlsx", ("问答", [
    ["问题", "答案"], ["怎么退款？\n如何退钱？", "点退款"], ["衣服怎么洗\n（包括羊毛）", "冷水手洗"]], None))
expect("16-lines.xlsx", [
    entry("怎么退款？", "点退款", ["如何退钱？"]), entry("衣服怎么洗\n（包括羊毛）", "冷水手洗")])

book = xlwt.Workbook(encoding="utf-8")
sheet = book.add_sheet("问答")
for row, cells in enumerate([["標題", "解決方案", "經辦人", "類目路徑"], ["怎麼退款", "點退款", "小王", "售後>退款"]]):
    for column, cell in enumerate(cells):
        sheet.write(row, column, cell)
sheet.col(2).hidden = True
book.save("17-old.xls")
expect("17-old.xls", [entry("怎麼退款", "點退款", group="售後/退款")], {"hidden": 1})

document = OpenDocumentSpreadsheet()
table = Table(name="问答")
table.addElement(TableColumn(numbercolumnsrepeated=3))
table.addElement(TableColumn(visibility="collapse"))
for cells in [["分类", "问题", "答案", "工号"], [("售后", 2), "怎么退款", "点退款", "8"], [None, "几天到账", "三天", "8"]]:
    row = TableRow()
    for cell in cells:
        if cell is None:
            row.addElement(CoveredTableCell())
            continue
        value, rows = cell if isinstance(cell, tuple) else (cell, 1)
        element = TableCell(valuetype="string", **({"numberrowsspanned": rows} if rows > 1 else {}))
        element.addElement(P(text=value))
        row.addElement(element)
    table.addElement(row)
document.spreadsheet.addElement(table)
document.save("18-merged.ods")
expect("18-merged.ods", [entry("怎么退款", "点退款", group="售后"), entry("几天到账", "三天", group="售后")],
       {"hidden": 1})


# Documents and text.
def document_table(document, rows):
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell


document = docx.Document()
document.add_heading("客服手册", 1)
document_table(document, [["问题", "答案"], ["怎么退款", "点退款"]])
document.add_paragraph("问：发票怎么开")
document.add_paragraph("答：自助开票")
document.save("19-table-and-text.docx")
expect("19-table-and-text.docx", [entry("怎么退款", "点退款"), entry("发票怎么开", "自助开票")], {"remark_row": 1})

document = docx.Document()
document.add_paragraph("常见问题")
for question, answers in [("怎么退款？", ["打开订单", "点退款"]), ("几天到账？", ["三天"])]:
    document.add_paragraph(question)
    for answer in answers:
        document.add_paragraph(answer)
document_table(document, [["版本", "日期"], ["1", "2026"]])
document.save("20-lines.docx")
expect("20-lines.docx", [entry("怎么退款？", "打开订单\n点退款"), entry("几天到账？", "三天")],
       {"guessed_questions": 1, "remark_row": 2})

text("21-system.xls", "<html><head><meta charset=\"utf-8\"></head><body><table border=1><tr><th>问题<th>答案</tr>"
     "<tr><td>怎么退款</td><td>点退款<br>等三天</td></tr></table></body></html>")
expect("21-system.xls", [entry("怎么退款", "点退款\n等三天")])

text("22-page.html", "<html><body><h1>帮助中心</h1><h2>售后</h2><dl><dt>怎么退款？</dt><dd>点<b>退款</b></dd>"
     "<dt>几天到账？</dt><dd>三天</dd></dl></body></html>")
expect("22-page.html", [entry("怎么退款？", "点退款", group="售后"), entry("几天到账？", "三天", group="售后")])

text("23-marks.txt", "Q: 怎么退款？\nA: 打开订单\n点退款\n\nQ2：几天到账？ A2：三天\n")
expect("23-marks.txt", [entry("怎么退款？", "打开订单\n点退款"), entry("几天到账？", "三天")])

text("24-answers.txt", "1、怎么退款\n答：打开订单\n点退款\n2、几天到账\n答：三天\n", "gbk")
expect("24-answers.txt", [entry("怎么退款", "打开订单\n点退款"), entry("几天到账", "三天")])

text("25-headings.md", "# 帮助\n\n## 售后\n\n### 怎么退款？\n\n点[退款](https://shop.example/refund)\n\n### 几天到账\n三天\n")
expect("25-headings.md", [
    entry("怎么退款？", "点退款（https://shop.example/refund）", group="售后"), entry("几天到账", "三天", group="售后")],
    {"markup": 1})

# Other systems.
prompts = json.dumps([{"displayOrder": 0, "qnaId": 2, "qna": None, "displayText": "几天到账"}], ensure_ascii=False)
text("26-qnamaker.tsv", "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\n"
     f"怎么退款\t1. 打开订单\\n2. 点退款\tfaq.tsv\t\t[]\tFalse\t{prompts}\t1\n"
     "钱怎么退\t1. 打开订单\\n2. 点退款\tfaq.tsv\t\t[]\tFalse\t[]\t1\n几天到账\t三天\tfaq.tsv\t\t[]\tFalse\t[]\t2\n")
expect("26-qnamaker.tsv", [
    entry("怎么退款", "1. 打开订单\n2. 点退款", ["钱怎么退"], related=["2"]), entry("几天到账", "三天")])

text("27-qnabot.json", json.dumps({"qna": [{"qid": "Refund.001", "type": "qna", "q": ["怎么退款", "钱怎么退"],
     "a": "点退款", "r": {"title": "", "buttons": [{"text": "", "value": ""}]}}]}, ensure_ascii=False))
expect("27-qnabot.json", [entry("怎么退款", "点退款", ["钱怎么退"], id="Refund.001")])

text("28-rasa1-nlu.md", "## intent:faq/refund\n- 怎么退款\n- 我想[退钱](topic)\n\n## synonym:退款\n- 退钱\n")
text("28-rasa1-responses.md", "## ask refund\n* faq/refund\n  - 点退款\n  - 在订单里退\n")
expect(["28-rasa1-nlu.md", "28-rasa1-responses.md"],
       [entry("怎么退款", "点退款|在订单里退", ["我想退钱"], "faq", id="faq/refund")])

text("29-rasa3.yml", "version: \"3.1\"\nnlu:\n- intent: faq/refund\n  examples: |\n    - 怎么退款\n    - 钱怎么退\nresponses:\n"
     "  utter_faq/refund:\n  - text: 点退款\n  utter_default:\n  - text: 没听懂\n")
expect("29-rasa3.yml", [entry("怎么退款", "点退款", ["钱怎么退"], "faq", id="faq/refund")], {"no_intent": 1})

text("30-nlpjs.json", json.dumps({"name": "shop", "locale": "zh-CN", "data": [{"intent": "refund.how", "utterances": [
     "怎么退款", "钱怎么退"], "answers": ["点退款"]}]}, ensure_ascii=False))
expect("30-nlpjs.json", [entry("怎么退款", "点退款", ["钱怎么退"])])

text("31-chatterbot.yml", "categories:\n- 售后\nconversations:\n- - 怎么退款\n  - 点退款\n- - 几天到账\n  - 三天\n")
expect("31-chatterbot.yml", [entry("怎么退款", "点退款", group="售后"), entry("几天到账", "三天", group="售后")])

workbook("32-maxkb.xlsx", ("退款", [
    ["分段標題（選填）", "分段內容（必填，問題答案）", "問題（選填，單元格內一行一個）"], ["怎麼退款", "點退款", "錢怎麼退\n退錢流程"]], None))
expect("32-maxkb.xlsx", [entry("怎麼退款", "點退款", ["錢怎麼退", "退錢流程"])])

text("33-fastgpt.csv", "q,a,indexes\n怎么退款,点退款,钱怎么退,退钱流程\n")
expect("33-fastgpt.csv", [entry("怎么退款", "点退款", ["钱怎么退", "退钱流程"])])

text("34-dify.csv", "question,answer\n怎么退款,点退款\n几天到账,三天\n")
expect("34-dify.csv", [entry("怎么退款", "点退款"), entry("几天到账", "三天")])

text("35-weknora.csv", "\ufeff分类(必填),问题(必填),相似问题(选填-多个用##分隔),反例问题(选填-多个用##分隔),机器人回答(必填-多个用##分隔),"
     "是否全部回复(选填-默认FALSE),是否停用(选填-默认FALSE),是否禁止被推荐(选填-默认False 可被推荐)\n"
     "售后,怎么退款,钱怎么退##退钱流程,怎么换货,点退款##在订单里退,FALSE,FALSE,FALSE\n")
expect("35-weknora.csv", [entry("怎么退款", "点退款|在订单里退", ["钱怎么退", "退钱流程"], "售后")])

text("36-reply.json", json.dumps({"code": 0, "data": {"total": 1, "list": [
     {"标准问": "怎么退款", "答案": "<p>点退款</p>", "相似问": ["钱怎么退"]}]}}, ensure_ascii=False), "gbk")
expect("36-reply.json", [entry("怎么退款", "<p>点退款</p>", ["钱怎么退"])], {"markup": 1})

text("37-own.jsonl", "{\"id\":\"r1\",\"question\":\"怎么退款\",\"similar\":[\"钱怎么退\"],\"answer\":\"点退款\",\"category\":\"售后\"}\n")
expect("37-own.jsonl", [entry("怎么退款", "点退款", ["钱怎么退"], "售后", id="r1")])

text("38-own.yaml", "entries:\n- question: 怎么退款\n  answer: 点退款\n  group: 售后/退款\nvocabulary:\n  words: [花呗]\n")
expect("38-own.yaml", [entry("怎么退款", "点退款", group="售后/退款")])

text("39-instructions.jsonl", "{\"instruction\":\"怎么退款\",\"input\":\"\",\"output\":\"点退款\"}\n")
expect("39-instructions.jsonl", [entry("怎么退款", "点退款")])

with open("expected.json", "w", encoding="utf-8") as file:
    json.dump(expected, file, ensure_ascii=False, indent=1)
    file.write("\n")
