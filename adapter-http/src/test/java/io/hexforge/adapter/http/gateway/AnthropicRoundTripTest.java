package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.Message;
import io.hexforge.domain.gateway.ChatAnswer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

class AnthropicRoundTripTest {
    private static final AnthropicReader READER = new AnthropicReader();

    @AfterContainer
    static void stop() {
        READER.close();
    }

    @Provide
    Arbitrary<ChatAnswer> answers() {
        return SampleAnswers.any(false);
    }

    @Property(tries = 150)
    void a_streamed_answer_survives_the_way_to_the_client_and_back(
            @ForAll("answers") ChatAnswer answer, @ForAll @IntRange(min = 1, max = 50) int pieceLength) {
        byte[] stream = SampleAnswers.stream(new AnthropicEncoder(true), answer, pieceLength);

        assertThat(READER.sentBack(READER.streamed(stream))).isEqualTo(answer.outputs());
    }

    @Property(tries = 150)
    void a_whole_answer_survives_too_and_is_the_same(@ForAll("answers") ChatAnswer answer) {
        Message message = READER.whole(answer);

        assertThat(READER.sentBack(message)).isEqualTo(answer.outputs());
        assertThat(message).isEqualTo(READER.streamed(SampleAnswers.stream(new AnthropicEncoder(true), answer, 7)));
    }
}
