package import KFBot

/// What channels and desks may do with sessions, in a local workspace or through a running service.
///
/// A refusal is thrown as ``ServiceError``. With a local workspace, errors of its files are thrown
/// as they are.
package protocol DeskService: Sendable {
    /// Hands in a customer's message and waits for what becomes of it.
    ///
    /// While the bot waits for the rest of a question, this waits too, but only a little longer
    /// than the account's ``Debounce/cap``.
    func send(_ message: MessageRequest) async throws -> DispositionReport
    /// Carries out an order on a session.
    func perform(
        _ order: DeskOrder,
        _ body: OrderRequest,
        account: AccountID,
        customer: CustomerID
    ) async throws -> DispositionReport
    /// Finds replies by what a servicer types or searches for; nothing is stored or sent.
    func suggestions(
        _ request: SuggestionRequest,
        account: AccountID,
        customer: CustomerID
    ) async throws -> [ReplySuggestion]
    /// The sessions of an account that are in a state; at most 1,000.
    func sessions(account: AccountID, state: StateName) async throws -> [SessionBody]
    /// A customer's session; ``ServiceError`` if there is none.
    func session(account: AccountID, customer: CustomerID) async throws -> SessionBody
    /// The reasons why a customer does not reach a servicer.
    func why(account: AccountID, customer: CustomerID) async throws -> WhyReport
    /// The last events of a customer, oldest first.
    ///
    /// - Parameters:
    ///   - account: The account that the customer wrote to.
    ///   - customer: The customer.
    ///   - reader: The servicer who reads, by the rules of ``TranscriptAccess``; `nil` for
    ///     everything that is kept.
    ///   - limit: How many events to return at most.
    /// - Returns: At most `limit` events.
    /// - Throws: ``ServiceError`` if the reader may not read them.
    func history(
        account: AccountID,
        customer: CustomerID,
        for reader: ServicerID?,
        limit: Int
    ) async throws -> [EventBody]
    /// The servicers of an account, ordered by name.
    func servicers(account: AccountID) async throws -> [ServicerBody]
    /// Changes a servicer's status.
    func change(
        _ servicer: ServicerID,
        account: AccountID,
        _ change: ServicerChange
    ) async throws -> ServicerBody
    /// Makes a customer's message a similar question of an entry, or the question of a new entry.
    func learn(_ request: LearnRequest) async throws -> LearnReport
    /// Follows what happens from now on.
    ///
    /// - Parameters:
    ///   - account: The account to follow.
    ///   - customer: Follows this customer only; `nil` for all.
    /// - Returns: Events in order, each once, from this call until the task that reads them is
    ///   cancelled.
    /// - Throws: ``ServiceError`` if the events cannot be read.
    func events(
        account: AccountID,
        customer: CustomerID?
    ) async throws -> AsyncThrowingStream<EventBody, any Error>
}
