package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.responses.Response;
import io.hexforge.domain.gateway.ChatAnswer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

class ResponsesRoundTripTest {
    private static final ResponsesReader READER = new ResponsesReader();

    @AfterContainer
    static void stop() {
        READER.close();
    }

    @Provide
    Arbitrary<ChatAnswer> answers() {
        return SampleAnswers.any(true);
    }

    @Property(tries = 150)
    void a_streamed_answer_survives_the_way_to_the_client_and_back(
            @ForAll("answers") ChatAnswer answer, @ForAll @IntRange(min = 1, max = 50) int pieceLength) {
        byte[] stream = SampleAnswers.stream(ResponsesReader.encoder(), answer, pieceLength);

        assertThat(READER.sentBack(READER.streamed(stream))).isEqualTo(answer.outputs());
    }

    @Property(tries = 150)
    void a_whole_answer_survives_too_and_is_the_same(@ForAll("answers") ChatAnswer answer) {
        Response response = READER.whole(answer);

        assertThat(READER.sentBack(response)).isEqualTo(answer.outputs());
        byte[] stream = SampleAnswers.stream(ResponsesReader.encoder(), answer, 7);
        assertThat(READER.streamed(stream).output()).isEqualTo(response.output());
    }
}
