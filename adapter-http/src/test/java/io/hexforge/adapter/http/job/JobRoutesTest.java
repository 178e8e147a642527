package io.hexforge.adapter.http.job;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.job.JobProgress;
import io.hexforge.ports.driven.job.JobStore.Beat;
import io.hexforge.ports.driven.job.JobStore.Claim;
import io.hexforge.ports.driving.job.JobOrder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobRoutesTest {
    private static final String PATH = "/v1/jobs";
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private UUID submitted() {
        return server.enqueueJob().submit(JobOwner.of(server.operator()), JobOrder.of("count", "{\"to\":3}"));
    }

    private Claim claimed() {
        return server.jobStore().claim(Set.of("count"), LEASE, 8, 1).getFirst();
    }

    private JsonNode job(UUID id) throws Exception {
        return json(server.get(PATH + "/" + id));
    }

    @Test
    void a_job_is_shown_under_all_its_names() throws Exception {
        UUID id = submitted();
        server.jobStore().settle(claimed(), new JobEnding.Completed("{\"sum\":6}"));

        JsonNode job = job(id);

        for (String name : List.of("id", "job_id")) {
            assertThat(job.get(name).textValue()).isEqualTo(id.toString());
        }
        for (String name : List.of("type", "job_type", "agent_type")) {
            assertThat(job.get(name).textValue()).isEqualTo("count");
        }
        assertThat(job.get("status").textValue()).isEqualTo("completed");
        assertThat(job.at("/input_data/to").intValue()).isEqualTo(3);
        assertThat(job.at("/output_data/sum").intValue()).isEqualTo(6);
        assertThat(job.get("result")).isEqualTo(job.get("output_data"));
        assertThat(job.get("progress").intValue()).isEqualTo(100);
        assertThat(json(server.get("/v1/agents/jobs/" + id))).isEqualTo(job);
    }

    @Test
    void jobs_are_listed_and_filtered() throws Exception {
        UUID first = submitted();
        UUID second = submitted();
        server.post(PATH + "/" + first + "/cancel", "");

        assertThat(json(server.get(PATH)).get("items")).hasSize(2);
        assertThat(json(server.get(PATH + "?status=queued")).at("/items/0/id").textValue())
                .isEqualTo(second.toString());
        assertThat(json(server.get(PATH + "?type=other")).get("items")).isEmpty();
        assertThat(server.get(PATH + "?status=lost").statusCode()).isEqualTo(400);
        assertThat(server.get(PATH + "?limit=101").statusCode()).isEqualTo(400);
    }

    @Test
    void others_do_not_see_it() throws Exception {
        UUID id = submitted();
        String other = server.newcomer("eve");

        for (String path : List.of("", "/stream")) {
            var request = server.anonymous(PATH + "/" + id + path).header("Authorization", "Bearer " + other);
            assertThat(server.send(request).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void what_failed_is_tried_once_more_as_a_new_job_once() throws Exception {
        UUID id = submitted();
        assertThat(server.post(PATH + "/" + id + "/retry", "").statusCode()).isEqualTo(409);
        server.jobStore().settle(claimed(), new JobEnding.Failed("no", true));

        HttpResponse<String> first = server.post(PATH + "/" + id + "/retry", "", "Idempotency-Key", "again");
        HttpResponse<String> second = server.post(PATH + "/" + id + "/retry", "", "Idempotency-Key", "again");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        UUID anew = UUID.fromString(json(first).get("id").textValue());
        assertThat(anew).isNotEqualTo(id);
        assertThat(job(anew).at("/input_data/to").intValue()).isEqualTo(3);
        assertThat(job(id).get("error").textValue()).isEqualTo("no");
    }

    @Test
    void only_what_has_ended_is_deleted() throws Exception {
        UUID id = submitted();

        assertThat(server.send("DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(409);
        assertThat(json(server.post(PATH + "/" + id + "/cancel", ""))
                        .get("status")
                        .textValue())
                .isEqualTo("cancelled");
        assertThat(server.post(PATH + "/" + id + "/cancel", "").statusCode()).isEqualTo(409);
        assertThat(server.send("DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(204);
        assertThat(server.get(PATH + "/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void a_question_is_answered() throws Exception {
        UUID id = submitted();
        String answers = "{\"answers\":[{\"question\":\"how far?\",\"answer\":\"to 4\"}]}";
        assertThat(server.post(PATH + "/" + id + "/respond", answers).statusCode())
                .isEqualTo(409);
        server.jobStore().settle(claimed(), new JobEnding.Waiting("[\"how far?\"]"));

        assertThat(job(id).at("/question/0").textValue()).isEqualTo("how far?");
        assertThat(server.post(PATH + "/" + id + "/respond", "{\"answers\":[]}").statusCode())
                .isEqualTo(400);
        assertThat(server.post(PATH + "/" + id + "/respond", answers).statusCode())
                .isEqualTo(202);

        assertThat(job(id).get("status").textValue()).isEqualTo("queued");
        assertThat(job(id).at("/answers/0/0/answer").textValue()).isEqualTo("to 4");
        assertThat(job(id).get("question").isNull()).isTrue();
    }

    @Test
    void a_stream_tells_of_progress_until_the_end_and_goes_on_where_it_was_left() throws Exception {
        UUID id = submitted();
        Claim claim = claimed();
        var events = new ArrayList<String>();
        String lastId;
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(
                                server.request(PATH + "/" + id + "/stream").build(), BodyHandlers.ofLines())
                        .body()) {
            Iterator<String> heard = lines.iterator();
            lastId = heard.next();
            events.add(heard.next());
            client.shutdownNow();
        }
        server.jobStore().pulse(List.of(new Beat(claim, new JobProgress(50, "half"))), LEASE);
        server.jobStore().settle(claim, new JobEnding.Completed("{}"));

        String rest = server.send(server.request(PATH + "/" + id + "/stream")
                        .header("Last-Event-ID", lastId.substring("id: ".length())))
                .body();
        String again = server.send(server.request(PATH + "/" + id + "/stream")
                        .header("Last-Event-ID", rest.substring("id: ".length(), rest.indexOf('\n'))))
                .body();

        assertThat(lastId).startsWith("id: ");
        assertThat(events).containsExactly("event: progress");
        assertThat(rest).contains("event: complete").doesNotContain("event: progress");
        assertThat(again).contains("event: complete");
    }

    @Test
    void who_administers_the_installation_pauses_types_and_sends_back_what_was_given_up() throws Exception {
        UUID id = submitted();
        server.jobStore().settle(claimed(), new JobEnding.Failed("no", true));

        assertThat(json(server.get("/v1/admin/jobs/dead")).at("/items/0/id").textValue())
                .isEqualTo(id.toString());
        assertThat(server.post("/v1/admin/jobs/types/count/pause", "").statusCode())
                .isEqualTo(200);
        assertThat(server.post("/v1/admin/jobs/dead/" + id + "/redrive", "").statusCode())
                .isEqualTo(202);
        assertThat(server.post("/v1/admin/jobs/dead/" + id + "/redrive", "").statusCode())
                .isEqualTo(404);
        assertThat(server.jobStore().claim(Set.of("count"), LEASE, 8, 1)).isEmpty();
        assertThat(json(server.post("/v1/admin/jobs/types/count/resume", "")).get("items"))
                .isEmpty();
        assertThat(claimed().job().id()).isEqualTo(id);
    }

    @Test
    void nobody_else_does() throws Exception {
        String other = server.newcomer("eve");

        for (String path : List.of("/v1/admin/jobs/dead", "/v1/admin/jobs/paused")) {
            var request = server.anonymous(path).header("Authorization", "Bearer " + other);
            assertThat(server.send(request).statusCode()).isEqualTo(403);
        }
    }
}
