package io.hexforge.ports.inprocess.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import io.hexforge.ports.driven.ops.IdempotencyStore.Claim;
import io.hexforge.ports.driven.ops.IdempotencyStoreContract;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class InProcessIdempotencyStoreTest implements IdempotencyStoreContract {
    private final IdempotencyStore store = new InProcessIdempotencyStore(InstantSource.system(), 10_000_000);

    @Override
    public IdempotencyStore store() {
        return store;
    }

    @Test
    void forgets_the_oldest_answers_when_there_are_too_many_but_no_running_request() {
        var small = new InProcessIdempotencyStore(InstantSource.system(), 5_000);
        small.begin("running", "f", LONG);
        for (int i = 0; i < 10; i++) {
            small.begin("k" + i, "f", LONG);
            small.complete("k" + i, "f", new StoredAnswer(200, "", new byte[1_000]), LONG);
        }

        assertThat(small.begin("running", "f", LONG)).isEqualTo(new Claim.InFlight());
        assertThat(small.begin("k0", "f", LONG)).isEqualTo(new Claim.Started());
        assertThat(small.begin("k9", "f", LONG)).isInstanceOf(Claim.Done.class);
    }
}
