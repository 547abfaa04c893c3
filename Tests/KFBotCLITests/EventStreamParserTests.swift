import KFBotService
import Testing

struct EventStreamParserTests {
    private static let text =
        "retry: 1000\nid: 4\n\nid: 5\r\nevent: message\r\ndata: {\"部分\":\r\ndata:1}\r\n\r\n: \n\n"

    @Test("events come out the same however the bytes are cut", arguments: [1, 2, 3, 7, 1000])
    func isIndependentOfCuts(size: Int) {
        var parser = EventStreamParser()
        let bytes = Array(Self.text.utf8)
        let events = stride(from: 0, to: bytes.count, by: size).flatMap { start in
            parser.feed(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(
            events == [
                EventStreamParser.Event(id: "4", data: ""),
                EventStreamParser.Event(id: "5", data: "{\"部分\":\n1}"),
            ]
        )
    }
}
