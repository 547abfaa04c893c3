package import KFBot

/// What channels and desks may do with sessions: in a workspace at hand, or with a running service.
///
/// What is refused is thrown as ``ServiceError``; with a workspace at hand, errors of its files come as
/// they are.
package protocol DeskService: Sendable {
    /// Hands in a customer's message and waits for what becomes of it.
    ///
    /// While the bot waits for the rest of a question, so does this, at most a little longer than the
    /// account's cap.
    func send(_ message: MessageRequest) async throws -> DispositionReport
    /// Gives an order to a session.
    func perform(
        _ order: DeskOrder,
        _ body: OrderRequest,
        account: AccountID,
        customer: CustomerID
    ) async throws -> DispositionReport
    /// Replies by what a servicer types or searches for; nothing is stored or sent.
    func suggestions(
        _ request: SuggestionRequest,
        account: AccountID,
        customer: CustomerID
    ) async throws -> [ReplySuggestion]
    /// The sessions of an account that stand in a state.
    func sessions(account: AccountID, state: StateName) async throws -> [SessionBody]
    /// A customer's session.
    func session(account: AccountID, customer: CustomerID) async throws -> SessionBody
    /// Why a customer does not reach a servicer.
    func why(account: AccountID, customer: CustomerID) async throws -> WhyReport
    /// What happened last to a customer, oldest first.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - customer: The customer.
    ///   - reader: Who reads, under the rule of ``TranscriptAccess``; `nil` for all that is kept.
    ///   - limit: The most events.
    /// - Returns: The events.
    /// - Throws: ``ServiceError`` if the reader may not.
    func history(
        account: AccountID,
        customer: CustomerID,
        for reader: ServicerID?,
        limit: Int
    ) async throws -> [EventBody]
    /// The staff of an account.
    func servicers(account: AccountID) async throws -> [ServicerBody]
    /// Changes a servicer's status.
    func change(
        _ servicer: ServicerID,
        account: AccountID,
        _ change: ServicerChange
    ) async throws -> ServicerBody
    /// Makes a customer's message a similar question of an entry, or a new entry.
    func learn(_ request: LearnRequest) async throws -> LearnReport
    /// What happens from now on.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - customer: Only this customer; `nil` for all.
    /// - Returns: Events in order, each once, from the moment of the call until the reading task is cancelled.
    /// - Throws: ``ServiceError`` if what happens cannot be read.
    func events(
        account: AccountID,
        customer: CustomerID?
    ) async throws -> AsyncThrowingStream<EventBody, any Error>
}
