package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.gateway.Budget.Kind;
import io.hexforge.domain.gateway.Budget.Period;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.ports.driving.gateway.Caller;
import io.hexforge.ports.driving.gateway.CompleteChat;
import io.hexforge.ports.driving.gateway.EmbedTexts;
import io.hexforge.ports.driving.gateway.ListModels;
import io.hexforge.ports.driving.gateway.ManageBudgets;
import io.hexforge.ports.driving.gateway.ManageProviders;
import io.hexforge.ports.driving.gateway.ReadUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hexforge inside this process: the use cases, acting for one user.
///
/// @param onClose ends whatever was started for it
public record InProcessHexforge(
        Actor actor,
        CompleteChat completeChat,
        EmbedTexts embedTexts,
        ListModels listModels,
        ManageProviders manageProviders,
        InProcessKeys keys,
        InProcessAdministration administration,
        ReadUsage readUsage,
        ManageBudgets manageBudgets,
        InProcessTenancy tenancy,
        InProcessPeople people,
        InProcessAccount account,
        InProcessJobs jobs,
        InProcessProjects projects,
        Runnable onClose)
        implements Hexforge {
    private static final int NANO_DIGITS = 9;

    @Override
    public Reply chat(Question question, Consumer<String> onText) {
        String model = question.model() == null ? "" : question.model();
        var call = ChatCall.of(
                model, question.turns().stream().map(InProcessHexforge::message).toList());
        return switch (completeChat.complete(Caller.of(actor, "cli"), InboundChat.of(call, true), new Cancellation())) {
            case CompleteChat.Outcome.Streaming(Route route, ReplyStream stream) -> read(route, stream, onText);
            case CompleteChat.Outcome.Answered(Route route, ChatAnswer answer) -> {
                onText.accept(answer.text());
                yield reply(route, answer.model(), answer.text(), answer.usage());
            }
            case CompleteChat.Outcome.Relayed relayed ->
                throw new IllegalStateException("a canonical request was relayed");
            case CompleteChat.Outcome.Failed(Route route, UpstreamFault fault) ->
                throw new CommandFailed(fault.message());
        };
    }

    @Override
    public RouteAnswer explainRoute(RouteQuestion question) {
        return administration.explain(question);
    }

    @Override
    public List<Model> models() {
        return listModels.all(actor).models().stream()
                .map(model -> new Model(model.reference(), model.provider()))
                .toList();
    }

    @Override
    public List<Provider> providers() {
        return manageProviders.status(actor).stream()
                .filter(ManageProviders.Status::configured)
                .map(InProcessHexforge::provider)
                .toList();
    }

    @Override
    public Provider activateProvider(String name, @Nullable Secret key, @Nullable String baseUrl) {
        var wanted = new ManageProviders.Activation(name, key, baseUrl, null, JsonObject.EMPTY, false);
        return saved(manageProviders.activate(actor, wanted), name);
    }

    @Override
    public void removeProvider(String name) {
        ProviderKind kind = ProviderCatalogue.find(name).orElseThrow(() -> noProvider(name));
        saved(manageProviders.remove(actor, kind), name);
    }

    @Override
    public List<Budget> budgets() {
        return manageBudgets.list(actor).stream().map(InProcessHexforge::budget).toList();
    }

    @Override
    public Budget setBudget(String scope, @Nullable String subject, String period, BigDecimal amountUsd) {
        var outcome = manageBudgets.set(
                actor,
                constant(Kind.class, scope),
                subject == null ? null : uuid(subject),
                constant(Period.class, period),
                nano(amountUsd));
        return switch (outcome) {
            case ManageBudgets.Outcome.Saved(ManageBudgets.State state) -> budget(state);
            case ManageBudgets.Outcome.Invalid(List<Violation> violations) -> throw CommandFailed.of(violations);
            case ManageBudgets.Outcome.Forbidden() ->
                throw new CommandFailed("only who administers the installation may do this");
            case ManageBudgets.Outcome.NotFound() -> throw new CommandFailed("there is no such key or user");
        };
    }

    @Override
    public void removeBudget(String id) {
        if (!manageBudgets.remove(actor, uuid(id))) {
            throw new CommandFailed("there is no budget " + id + " (see: hexforge budgets list)");
        }
    }

    @Override
    public Embeddings embed(@Nullable String model, List<String> texts) {
        return switch (embedTexts
                .embed(Caller.of(actor, "cli"), EmbeddingCall.of(model, texts), new Cancellation())
                .reply()) {
            case EmbeddingReply.Vectors(String answering, List<float[]> vectors, Usage usage) ->
                new Embeddings(answering, vectors);
            case EmbeddingReply.Relayed relayed -> throw new IllegalStateException("a canonical request was relayed");
            case EmbeddingReply.Refused(UpstreamFault fault) -> throw new CommandFailed(fault.message());
        };
    }

    @Override
    public void close() {
        onClose.run();
    }

    private static Message message(Turn turn) {
        return switch (turn.speaker()) {
            case SYSTEM -> new Message.SystemPrompt(List.of(new Part.Text(turn.text())));
            case USER -> new Message.User(List.of(new Part.Text(turn.text())));
            case ASSISTANT -> new Message.Assistant(List.of(new Output.Text(turn.text())));
        };
    }

    private static Reply read(Route route, ReplyStream stream, Consumer<String> onText) {
        var text = new StringBuilder();
        String model = route.deployment().model();
        try (stream) {
            while (true) {
                switch (stream.next()) {
                    case ReplyPart.Event(ChatEvent event) -> {
                        switch (event) {
                            case ChatEvent.TextDelta(String delta) -> {
                                text.append(delta);
                                onText.accept(delta);
                            }
                            case ChatEvent.RefusalDelta(String delta) -> {
                                text.append(delta);
                                onText.accept(delta);
                            }
                            case ChatEvent.Started started -> model = started.model();
                            case ChatEvent.ThinkingDelta thinking -> {}
                            case ChatEvent.ThinkingSigned signed -> {}
                            case ChatEvent.RedactedThinking redacted -> {}
                            case ChatEvent.ToolCallStarted toolCall -> {}
                            case ChatEvent.ToolCallDelta toolCall -> {}
                            case ChatEvent.UsageCounted counted -> {}
                            case ChatEvent.Finished finished -> {}
                        }
                    }
                    case ReplyPart.Frames frames -> throw new IllegalStateException("a canonical request was relayed");
                    case ReplyPart.End(Usage usage) -> {
                        return reply(route, model, text.toString(), usage);
                    }
                    case ReplyPart.Failed(UpstreamFault fault, Usage usage) ->
                        throw new CommandFailed("the answer broke off: " + fault.message());
                }
            }
        }
    }

    private static Reply reply(Route route, String model, String text, Usage usage) {
        String provider = route.deployment().endpoint().kind().name();
        return new Reply(model, provider, text, usage.prompt(), usage.output());
    }

    private static Provider saved(ManageProviders.Outcome outcome, String name) {
        return switch (outcome) {
            case ManageProviders.Outcome.Saved(ProviderConnection connection) -> provider(connection);
            case ManageProviders.Outcome.Invalid(List<Violation> violations) -> throw CommandFailed.of(violations);
            case ManageProviders.Outcome.Unverified(UpstreamFault fault) ->
                throw new CommandFailed(name + " was not set up: " + fault.message());
            case ManageProviders.Outcome.NotFound() -> throw noProvider(name);
            case ManageProviders.Outcome.Conflict conflict ->
                throw new CommandFailed(name + " was changed meanwhile; try again");
        };
    }

    private static Provider provider(ManageProviders.Status status) {
        ProviderConnection connection = status.connection();
        if (connection != null && connection.usable()) {
            return provider(connection);
        }
        return Provider.serverWide(status.kind().name());
    }

    private static Provider provider(ProviderConnection connection) {
        return new Provider(
                connection.provider(), connection.baseUrl().toString(), connection.keyPreview(), connection.active());
    }

    @Override
    public List<UsageSum> usage(UsageQuestion question) {
        Instant from = question.from().atStartOfDay(ZoneOffset.UTC).toInstant();
        var by = question.by().isEmpty()
                ? EnumSet.noneOf(UsageDay.By.class)
                : EnumSet.copyOf(question.by().stream()
                        .map(each -> UsageDay.By.valueOf(each.toUpperCase(Locale.ROOT)))
                        .toList());
        var asked = new ReadUsage.Question(UsageFilter.ANY.between(from, null), question.everybodys());
        return readUsage
                .daily(actor, asked, by)
                .orElseThrow(() -> new CommandFailed("only administrators see the usage of others"))
                .days()
                .stream()
                .map(InProcessHexforge::sum)
                .toList();
    }

    private static UsageSum sum(UsageDay day) {
        return new UsageSum(
                day.day().toString(),
                text(day.tenantId()),
                text(day.userId()),
                text(day.keyId()),
                day.provider(),
                day.model(),
                day.requests(),
                day.failed(),
                day.usage().prompt(),
                day.usage().output(),
                BigDecimal.valueOf(day.costNanoUsd(), 9),
                day.unpriced());
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    private static Budget budget(ManageBudgets.State state) {
        return new Budget(
                state.budget().id().toString(),
                state.budget().kind().name().toLowerCase(Locale.ROOT),
                state.budget().subject().toString(),
                state.budget().period().name().toLowerCase(Locale.ROOT),
                usd(state.budget().amountNanoUsd()),
                usd(state.spentNanoUsd()),
                state.end() == null ? null : state.end().toString());
    }

    private static String usd(long nano) {
        BigDecimal exact = BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros();
        return (exact.scale() < 2 ? exact.setScale(2) : exact).toPlainString();
    }

    private static long nano(BigDecimal usd) {
        try {
            return usd.movePointRight(NANO_DIGITS).longValueExact();
        } catch (ArithmeticException e) {
            throw new CommandFailed(usd + " is not an amount that can be kept", e);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(word + " is none of " + Arrays.toString(type.getEnumConstants()), e);
        }
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(text + " is not the id of a key (see: hexforge keys list)", e);
        }
    }

    private static CommandFailed noProvider(String name) {
        return new CommandFailed("there is no provider " + name + " (see: hexforge providers list)");
    }
}
