import Hummingbird
import KFBot
import KFBotService

/// The routes that say whether the service works, and how much it does.
///
/// `/healthz` and `/readyz` wait for nothing, so they answer whatever else happens.
struct HealthRoutes {
    /// What is counted for nobody in particular.
    let metrics: ServiceMetrics

    private struct Status: Encodable {
        let status: String
        var code: String?
        var message: String?
    }

    func addHealth(to router: Router<ServiceContext>) {
        router.get("healthz") { _, _ in
            try Response.json(Status(status: "ok"))
        }
        router.get("readyz") { _, context in
            guard let problem = context.companyIfAny?.readiness.problem else {
                return try Response.json(Status(status: "ready"))
            }
            return try Response.json(
                Status(status: "not_ready", code: problem.code, message: problem.message),
                status: .serviceUnavailable
            )
        }
    }

    func addMetrics(to router: Router<ServiceContext>) {
        router.get("metrics") { _, context in
            var text = PrometheusText()
            guard let company = context.companyIfAny else {
                metrics.write(to: &text)
                writeMemory(to: &text)
                return Self.plain(text)
            }
            company.metrics.write(to: &text)
            let (overview, heads) = try await company.lanes.read {
                [workspace = company.workspace] in
                (
                    try workspace.sessions.overview(),
                    try workspace.knowledge.read { reader in
                        try reader.bases().map { ($0.rawValue, try reader.head(of: $0)) }
                    }
                )
            }
            write(overview, heads, to: &text)
            // How much the process takes is not one company's business.
            if company.name == nil { writeMemory(to: &text) }
            return Self.plain(text)
        }
    }

    private func write(
        _ overview: SessionOverview,
        _ heads: [(String, Int)],
        to text: inout PrometheusText
    ) {
        text.family("kfbot_sessions", .gauge, "Sessions by state; those that wait are the queue.")
        for state in StateName.allCases {
            text.sample(
                "kfbot_sessions",
                ["state": state.rawValue],
                Double(overview.sessions[state.state] ?? 0)
            )
        }
        text.family("kfbot_outbox_messages", .gauge, "Messages that wait to be sent.")
        text.sample("kfbot_outbox_messages", [:], Double(overview.unsent))
        text.family("kfbot_knowledge_revision", .gauge, "Newest revision by knowledge base.")
        for (base, head) in heads {
            text.sample("kfbot_knowledge_revision", ["base": base], Double(head))
        }
    }

    private static func plain(_ text: PrometheusText) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text.text))
        )
    }

    private func writeMemory(to text: inout PrometheusText) {
        if let memory = ProcessMemory.resident() {
            text.family("process_resident_memory_bytes", .gauge, "Resident memory.")
            text.sample("process_resident_memory_bytes", [:], Double(memory))
        }
    }
}
