"""Writes old.xls, a workbook of Excel 97's form; run with xlwt 1.3 installed, from this folder.

Merged cells, a number and a moment with a format, a hidden row, a formula, a truth value, a text that
goes on in further records, a hidden sheet.
"""
import datetime

import xlwt

book = xlwt.Workbook(encoding="utf-8")
sheet = book.add_sheet("常见问题")
for column, text in enumerate(["分组", "问题", "答案", "价格", "失效日期"]):
    sheet.write(0, column, text)
money = xlwt.easyxf(num_format_str='"¥"#,##0.00')
moment = xlwt.easyxf(num_format_str="m/d h:mm")
days = xlwt.easyxf(num_format_str='0"天"')
for row in range(1, 6):
    sheet.write(row, 1, "怎么退款%d" % row)
    sheet.write(row, 2, "在订单页点退款%d" % row)
    sheet.write(row, 3, 1299 + row * 0.5, money)
    sheet.write(row, 4, datetime.datetime(2026, 10, 1, 18, 0), moment)
sheet.write_merge(1, 3, 0, 0, "售后")
sheet.write(4, 0, "发票")
sheet.write(5, 0, 7, days)
sheet.row(5).hidden = True
sheet.write(6, 1, "公式")
sheet.write(6, 2, xlwt.Formula("1+1"))
sheet.write(7, 1, True)
sheet.write(7, 2, "长" * 9000)
hidden = book.add_sheet("隐藏")
hidden.visibility = 1
hidden.write(0, 0, "问题")
hidden.write(0, 1, "答案")
hidden.write(1, 0, "隐藏的")
hidden.write(1, 1, "答")
book.save("old.xls")
