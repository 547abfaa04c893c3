import HTTPTypes
import Hummingbird
import KFBotAccess
import KFBotService

/// The one table of what each route needs; a route that is not in it is refused to everybody.
enum RoutePermissions {
    static let table: [String: Permission] = {
        var table: [String: Permission] = [
            "GET /healthz": .open,
            "GET /readyz": .known,
            "GET /metrics": .readFigures,

            "POST /v1/login": .open,
            "POST /v1/logout": .known,
            "GET /v1/me": .known,
            "PUT /v1/me/password": .known,

            "POST /v1/ask": .ask,
            "POST /v1/messages": .send,
            "POST /v1/learn": .teach,

            "GET /v1/sessions": .readSessions,
            "GET /v1/sessions/{account}/{customer}": .readSessions,
            "GET /v1/sessions/{account}/{customer}/why": .readSessions,
            "GET /v1/sessions/{account}/{customer}/history": .readSessions,
            "GET /v1/sessions/{account}/{customer}/events": .receive,
            "POST /v1/sessions/{account}/{customer}/suggestions": .serve,
            "GET /v1/accounts/{account}/events": .receive,

            "GET /v1/servicers/{account}": .readServicers,
            "GET /v1/servicers/{account}/{servicer}": .readServicers,
            "PUT /v1/servicers/{account}/{servicer}": .changeServicers,

            "GET /v1/keys": .administer,
            "POST /v1/keys": .administer,
            "DELETE /v1/keys/{key}": .administer,
            "GET /v1/users": .administer,
            "POST /v1/users": .administer,
            "PUT /v1/users/{user}": .administer,
            "PUT /v1/users/{user}/password": .administer,
            "DELETE /v1/users/{user}": .administer,
            "GET /v1/audit": .administer,
            "GET /v1/customers/{customer}/data": .administer,
            "DELETE /v1/customers/{customer}/data": .administer,

            "GET /v1/companies": .provide,
            "POST /v1/companies": .provide,
            "GET /v1/companies/{company}": .provide,
            "PUT /v1/companies/{company}": .provide,
            "DELETE /v1/companies/{company}": .provide,
            "POST /v1/companies/{company}/keys": .provide,
        ]
        for order in DeskOrder.allCases {
            // That a customer opened the chat is for the channel to say.
            table["POST /v1/sessions/{account}/{customer}/\(order.rawValue)"] =
                order == .open ? .send : .serve
        }
        return table
    }()

    /// A route as the table names it.
    static func name(_ method: HTTPRequest.Method, _ path: String) -> String {
        "\(method.rawValue) \(path)"
    }
}
