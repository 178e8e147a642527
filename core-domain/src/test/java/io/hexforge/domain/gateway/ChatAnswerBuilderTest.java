package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.ChatCall.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatAnswerBuilderTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void makes_the_answer_again_from_its_events(@ForAll("answers") ChatAnswer answer) {
        assertThat(built(answer.events())).isEqualTo(answer);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void makes_the_same_answer_however_its_deltas_are_cut(@ForAll("answers") ChatAnswer answer, @ForAll long seed) {
        assertThat(built(cut(answer.events(), new Random(seed)))).isEqualTo(answer);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void makes_the_same_answer_when_arguments_of_parallel_calls_come_mixed(@ForAll("answers") ChatAnswer answer) {
        var late = new ArrayList<ChatEvent>();
        var rest = new ArrayList<ChatEvent>();
        for (ChatEvent event : answer.events()) {
            (event instanceof ChatEvent.ToolCallDelta ? late : rest).add(event);
        }
        rest.addAll(late.reversed());

        assertThat(built(rest)).isEqualTo(answer);
    }

    @Test
    void keeps_both_calls_when_a_provider_counts_them_wrong() {
        ChatAnswer answer = built(List.of(
                new ChatEvent.ToolCallStarted(0, "a", "f", null),
                new ChatEvent.ToolCallDelta(0, "{1}"),
                new ChatEvent.ToolCallStarted(0, "b", "g", null),
                new ChatEvent.ToolCallDelta(0, "{2}")));

        assertThat(answer.outputs())
                .containsExactly(new Output.ToolCall("a", "f", "{1}"), new Output.ToolCall("b", "g", "{2}"));
    }

    @Test
    void takes_the_latest_usage_and_ignores_arguments_of_no_call() {
        ChatAnswer answer = built(List.of(
                new ChatEvent.UsageCounted(Usage.of(1, 0)),
                new ChatEvent.ToolCallDelta(7, "lost"),
                new ChatEvent.UsageCounted(Usage.of(1, 2))));

        assertThat(answer.usage()).isEqualTo(Usage.of(1, 2));
        assertThat(answer.outputs()).isEmpty();
    }

    @Test
    void makes_nothing_of_empty_deltas() {
        ChatAnswer answer = built(List.of(
                new ChatEvent.TextDelta(""),
                new ChatEvent.ThinkingDelta("so"),
                new ChatEvent.TextDelta(""),
                new ChatEvent.ThinkingDelta(" it is")));

        assertThat(answer.outputs()).containsExactly(new Output.Thinking("so it is", null));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void reads_only_the_text_as_text(@ForAll("answers") ChatAnswer answer) {
        String expected = String.join(
                "",
                answer.outputs().stream()
                        .filter(Output.Text.class::isInstance)
                        .map(output -> ((Output.Text) output).text())
                        .toList());

        assertThat(answer.text()).isEqualTo(expected);
    }

    private static ChatAnswer built(List<ChatEvent> events) {
        var builder = new ChatAnswerBuilder();
        events.forEach(builder::add);
        return builder.build();
    }

    private static List<ChatEvent> cut(List<ChatEvent> events, Random random) {
        var cut = new ArrayList<ChatEvent>();
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.TextDelta(String text) -> pieces(text, random, ChatEvent.TextDelta::new, cut);
                case ChatEvent.ThinkingDelta(String text) -> pieces(text, random, ChatEvent.ThinkingDelta::new, cut);
                case ChatEvent.RefusalDelta(String text) -> pieces(text, random, ChatEvent.RefusalDelta::new, cut);
                case ChatEvent.ToolCallDelta(int index, String text) ->
                    pieces(text, random, piece -> new ChatEvent.ToolCallDelta(index, piece), cut);
                default -> cut.add(event);
            }
        }
        return cut;
    }

    /// Cuts anywhere, also between the two halves of a surrogate pair, and into empty pieces.
    private static void pieces(String text, Random random, Function<String, ChatEvent> event, List<ChatEvent> cut) {
        int from = 0;
        while (from < text.length()) {
            int to = from + random.nextInt(text.length() - from + 1);
            cut.add(event.apply(text.substring(from, to)));
            from = to;
        }
    }

    @Provide
    Arbitrary<ChatAnswer> answers() {
        Arbitrary<Output> output = Arbitraries.oneOf(
                text().map(Output.Text::new),
                text().map(Output.Refusal::new),
                text().map(Output.RedactedThinking::new),
                text().map(thought -> new Output.Thinking(thought, null)),
                Combinators.combine(Arbitraries.strings(), text()).as(Output.Thinking::new),
                Combinators.combine(text(), text(), Arbitraries.strings(), text().injectNull(0.5))
                        .as(Output.ToolCall::new));
        Arbitrary<Usage> usage = Arbitraries.longs()
                .between(0, 1000)
                .tuple5()
                .map(t -> new Usage(t.get1(), t.get2(), t.get3(), t.get4(), t.get5()));
        return Combinators.combine(
                        text(),
                        text(),
                        output.list().ofMaxSize(6).map(ChatAnswerBuilderTest::asModelsAnswer),
                        Arbitraries.of(FinishReason.class),
                        text().injectNull(0.5),
                        usage)
                .as(ChatAnswer::new);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings().ofMinLength(1).ofMaxLength(12);
    }

    /// Models do not say the same kind of thing twice in a row: what follows is the same output, continued.
    private static List<Output> asModelsAnswer(List<Output> outputs) {
        var kept = new ArrayList<Output>();
        for (Output output : outputs) {
            Output last = kept.isEmpty() ? null : kept.getLast();
            if (!continues(last, output)) {
                kept.add(output);
            }
        }
        return kept;
    }

    private static boolean continues(@Nullable Output last, Output next) {
        return switch (next) {
            case Output.Text text -> last instanceof Output.Text;
            case Output.Refusal refusal -> last instanceof Output.Refusal;
            case Output.Thinking thinking ->
                last instanceof Output.Thinking(String thought, String signature) && signature == null;
            case Output.RedactedThinking redacted -> false;
            case Output.ToolCall call -> false;
        };
    }
}
