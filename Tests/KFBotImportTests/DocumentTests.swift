import Foundation
import KFBot
import KFBotTesting
import Testing

struct DocumentTests {
    @Test("Word: tables are sheets, merged cells count for each of theirs")
    func tablesOfAWordDocument() throws {
        let body =
            OfficeSamples.paragraph("客服问答")
            + OfficeSamples.table([
                ["分组", "问题", "答案"], ["<w:vMerge w:val=\"restart\"/>售后", "怎么退款", "点退款\n再点确定"],
                ["<w:vMerge/>", "多久到账", "三天"],
                ["发票", "<w:gridSpan w:val=\"2\"/>怎么开发票"],
            ])
        let bytes = OfficeSamples.document(body).bytes
        let result = try ImportResult(bytes, named: "a.docx")
        #expect(result.drafts.map(\.question) == ["怎么退款", "多久到账", "怎么开发票"])
        #expect(result.drafts.map(\.group) == [["售后"], ["售后"], ["发票"]])
        #expect(result.drafts.first?.answerTexts == ["点退款\n再点确定"])
        #expect(result.drafts.map(\.location.row) == [2, 3, 4])
        #expect(try ImportResult(bytes, named: "a.xlsx").drafts.count == 3)
    }

    @Test("Word: text without questions gets a clear sentence")
    func textOfAWordDocument() throws {
        let body = ["本公司简介", "我们成立于二〇一〇年"].map { OfficeSamples.paragraph($0) }.joined()
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(OfficeSamples.document(body).bytes, named: "a.docx")
        }
        #expect(error?.code == .noQuestions)
        #expect(error?.message.contains("a Word document") == true)
        #expect(error?.message.contains("问：") == true)
        #expect(error?.message.contains("Excel") == false)
    }

    @Test(
        "OpenDocument: what a cell shows, repeated and covered cells, hidden rows and sheets, dates"
    )
    func spreadsheetsOfOpenDocument() throws {
        func cell(_ text: String, _ attributes: String = "") -> String {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return "<table:table-cell office:value-type=\"string\" \(attributes)>"
                + lines.map { "<text:p>\($0)</text:p>" }.joined() + "</table:table-cell>"
        }
        func row(_ cells: String, _ attributes: String = "") -> String {
            "<table:table-row \(attributes)>\(cells)</table:table-row>"
        }
        let empty = "<table:table-cell table:number-columns-repeated=\"16380\"/>"
        let date = """
            <table:table-cell office:value-type="date" office:date-value="2026-10-01"><text:p>10月1日</text:p>\
            </table:table-cell>
            """
        let note = "<office:annotation><text:p>批注</text:p></office:annotation>"
        let rows = [
            row(cell("分组") + cell("问题") + cell("答案") + cell("失效日期") + empty),
            row(
                cell("售后", "table:number-rows-spanned=\"2\"") + cell("怎么退款")
                    + cell("点退款\n再<text:s text:c=\"2\"/>点") + date
            ),
            row(
                "<table:covered-table-cell><text:p>旧</text:p></table:covered-table-cell>"
                    + cell("多久到账") + cell("三天" + "</text:p>\(note)<text:p>内")
            ),
            row(empty, "table:number-rows-repeated=\"1000\""),
            row("<table:table-cell/>" + cell("隐藏的") + cell("答"), "table:visibility=\"collapse\""),
            row("<table:table-cell/>" + cell("引用") + cell("#REF!")),
        ]
        let body = """
            <office:spreadsheet><table:table table:name="FAQ">\(rows.joined())</table:table>\
            <table:table table:name="旧" table:style-name="ta2">\(row(cell("问题") + cell("答案")))\
            \(row(cell("旧问题") + cell("答")))</table:table></office:spreadsheet>
            """
        let styles = """
            <style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
            """
        let bytes = OfficeSamples.openDocument(body, styles: styles).bytes
        let result = try ImportResult(bytes, named: "a.ods")
        #expect(result.drafts.map(\.question) == ["怎么退款", "多久到账", "引用"])
        #expect(result.drafts.prefix(2).map(\.group) == [["售后"], ["售后"]])
        #expect(result.drafts[0].answerTexts == ["点退款\n再  点"])
        #expect(result.drafts[1].answerTexts == ["三天\n内"])
        #expect(result.drafts[0].validUntil == .some(Date(timeIntervalSince1970: 1_790_870_400)))
        #expect(result.drafts[2].location.row == 1_005)
        #expect(
            result.warnings.filter { $0.hasSuffix("hidden") } == ["1004 - hidden", "1 - hidden"]
        )
        #expect(result.warnings.contains("1005 答案 error_cell"))
        let all = try ImportResult(bytes, named: "a.ods", readsHidden: true)
        #expect(all.drafts.map(\.question) == ["怎么退款", "多久到账", "隐藏的", "引用", "旧问题"])
    }

    @Test func anEncryptedSpreadsheetSaysSo() throws {
        let archive = OfficeSamples.openDocument(
            "",
            manifest: "<file-entry><encryption-data/></file-entry>"
        )
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(archive.bytes, named: "a.ods")
        }
        #expect(error?.code == .encrypted)
    }

    @Test("OpenDocument text: tables like sheets")
    func textOfOpenDocument() throws {
        func row(_ cells: [String]) -> String {
            "<table:table-row>"
                + cells.map { "<table:table-cell><text:p>\($0)</text:p></table:table-cell>" }
                .joined()
                + "</table:table-row>"
        }
        let body = """
            <office:text><text:h text:outline-level="1">问答</text:h><table:table table:name="T">\
            \(row(["问题", "答案"]))\(row(["怎么退款", "点退款"]))</table:table></office:text>
            """
        let result = try ImportResult(OfficeSamples.openDocument(body).bytes, named: "a.odt")
        #expect(result.drafts.map(\.question) == ["怎么退款"])
    }

    @Test("HTML saved as .xls: spans, breaks, entities, open tags, another encoding than it says")
    func tablesOfAPage() throws {
        let page = """
            <html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312">\
            <style>td{mso-number-format:"@"}</style></head><body><p>导出</p><table border=1>
            <tr><th>分组<th>问题<th>答案
            <tr><td rowspan=2>售后<td>怎么&nbsp;退款?<td>点退款<br>再点  确定
            <tr><td>多久到账<td>三天 &amp; 一小时
            <tr style="display: none"><td>旧<td>旧问题<td>旧答案
            </table></body></html>
            """
        let result = try ImportResult(Array(page.utf8), named: "a.xls")
        #expect(result.drafts.map(\.question) == ["怎么 退款?", "多久到账"])
        #expect(result.drafts.map(\.group) == [["售后"], ["售后"]])
        #expect(result.drafts.map(\.answerTexts) == [["点退款\n再点 确定"], ["三天 & 一小时"]])
        #expect(result.warnings == ["4 - hidden", "1 - remark_row"])
    }

    @Test(
        "what cannot be read says what it is",
        arguments: [
            ("<html><body><p>没有表格</p></body></html>", "a.xls", "no questions are found"),
            ("<html><body><p> </p></body></html>", "a.xls", "without a table and without text"),
            ("MIME-Version: 1.0\nContent-Type: multipart/related\n", "a.xls", "web archive"),
        ]
    )
    func pagesThatHoldNoTable(_ text: String, _ name: String, _ words: String) throws {
        let error = #expect(throws: ImportError.self) { _ = try ImportResult(text, named: name) }
        #expect(error?.message.contains(words) == true)
    }

    @Test(
        "zip files of other kinds say what they are",
        arguments: zip(
            ["ppt/presentation.xml", "xl/workbook.bin", "a.csv"],
            [".pptx", ".xlsb", "Unpack"]
        )
    )
    func otherArchives(_ part: String, _ words: String) throws {
        let archive = StoredArchive([(name: part, bytes: [0x20])])
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(archive.bytes, named: "a.zip")
        }
        #expect(error?.code == .unsupportedWorkbook)
        #expect(error?.message.contains(words) == true)
    }

    @Test("XML of Excel 2003")
    func spreadsheetXML() throws {
        let text = """
            <?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
            <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" \
            xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1">\
            <NumberFormat ss:Format="0&quot;天&quot;"/></Style><Style ss:ID="s2">\
            <NumberFormat ss:Format="Short Date"/></Style></Styles><Worksheet ss:Name="FAQ"><Table>\
            <Row><Cell><Data ss:Type="String">问题</Data></Cell><Cell><Data ss:Type="String">答案</Data></Cell>\
            <Cell><Data ss:Type="String">失效日期</Data></Cell></Row>\
            <Row ss:Index="5"><Cell><Data ss:Type="String">退货期</Data><Comment><Data>注</Data></Comment></Cell>\
            <Cell ss:StyleID="s1"><Data ss:Type="Number">7</Data></Cell>\
            <Cell ss:StyleID="s2"><Data ss:Type="DateTime">2026-10-01T00:00:00.000</Data></Cell></Row>\
            <Row ss:Hidden="1"><Cell><Data ss:Type="String">旧</Data></Cell></Row></Table></Worksheet></Workbook>
            """
        let result = try ImportResult(text, named: "a.xls")
        #expect(result.drafts.map(\.question) == ["退货期"])
        #expect(result.drafts.first?.answerTexts == ["7天"])
        #expect(result.drafts.first?.location.row == 5)
        #expect(
            result.drafts.first?.validUntil == .some(Date(timeIntervalSince1970: 1_790_870_400))
        )
        #expect(result.warnings == ["6 - hidden"])
    }
}
