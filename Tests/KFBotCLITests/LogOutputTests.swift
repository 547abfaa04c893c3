import Dispatch
import Foundation
import Testing

@testable import KFBotCLI

struct LogOutputTests {
    @Test("a log that nobody reads takes no time, and says later how much is lost")
    func unread() throws {
        let pipe = Pipe()
        let log = LogOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let clock = ContinuousClock()
        // Far more than the system keeps for a reader, and than lines wait.
        let time = clock.measure {
            for number in 0..<20_000 {
                log.write("line \(number) \(String(repeating: "x", count: 100))\n")
            }
        }
        #expect(time < .seconds(10))
        var read = ""
        let end = clock.now + .seconds(20)
        while !read.contains("are lost"), clock.now < end {
            // Returns with what there is; each new line makes sure that there is something.
            log.write("one more\n")
            read += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        }
        // What still waits is written before the descriptor is closed, and perhaps another's.
        let reader = pipe.fileHandleForReading.fileDescriptor
        DispatchQueue.global().async {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while Foundation.read(reader, &bytes, bytes.count) > 0 {}
        }
        log.flush()
        try pipe.fileHandleForWriting.close()
        #expect(read.hasPrefix("line 0 "))
        #expect(read.contains("lines of the log were not read and are lost"))
    }
}
