import KFBot
import KFBotService
import Testing

struct ReadinessTests {
    @Test("a service is ready once it has checked its files, and not while one cannot be used")
    func looks() {
        let readiness = Readiness()
        #expect(readiness.problem?.code == "starting")
        readiness.noteLook(.success(()))
        #expect(readiness.problem == nil)
        readiness.noteLook(.failure(StoreError(.ioError, "The disk does not answer.")))
        #expect(readiness.problem?.code == StoreError.Code.ioError.rawValue)
        readiness.noteLook(.success(()))
        #expect(readiness.problem == nil)
        readiness.noteStop()
        #expect(readiness.problem?.code == "stopping")
    }
}
