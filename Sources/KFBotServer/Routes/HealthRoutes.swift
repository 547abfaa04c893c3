import Hummingbird
import KFBot
import KFBotService

/// Whether the service works, and how much it does.
///
/// `/healthz` and `/readyz` wait for nothing, so that they answer whatever else happens.
struct HealthRoutes {
    let workspace: Workspace
    let lanes: WorkLanes
    let metrics: ServiceMetrics
    let readiness: Readiness

    private struct Status: Encodable {
        let status: String
        var code: String?
        var message: String?
    }

    func addHealth(to router: Router<ServiceContext>) {
        router.get("healthz") { _, _ in
            try Response.json(Status(status: "ok"))
        }
        router.get("readyz") { _, _ in
            guard let problem = readiness.problem else {
                return try Response.json(Status(status: "ready"))
            }
            return try Response.json(
                Status(status: "not_ready", code: problem.code, message: problem.message),
                status: .serviceUnavailable
            )
        }
    }

    func addMetrics(to router: RouterGroup<ServiceContext>) {
        router.get("metrics") { _, _ in
            var text = PrometheusText()
            metrics.write(to: &text)
            let (overview, heads) = try await lanes.read { [workspace] in
                (
                    try workspace.sessions.overview(),
                    try workspace.knowledge.read { reader in
                        try reader.bases().map { ($0.rawValue, try reader.head(of: $0)) }
                    }
                )
            }
            write(overview, heads, to: &text)
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text.text))
            )
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
        if let memory = ProcessMemory.resident() {
            text.family("process_resident_memory_bytes", .gauge, "Resident memory.")
            text.sample("process_resident_memory_bytes", [:], Double(memory))
        }
    }
}
