package io.hexforge.ports.inprocess.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.driven.identity.PasswordHasher.Verdict;
import io.hexforge.ports.driven.identity.PasswordHasherContract;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Pbkdf2PasswordHasherTest implements PasswordHasherContract {
    private final PasswordHasher hasher = new Pbkdf2PasswordHasher(1_000, new Random(1));

    @Override
    public PasswordHasher hasher() {
        return hasher;
    }

    @Override
    public String outdated() {
        return new Pbkdf2PasswordHasher(999, new Random(2)).hash(PASSWORD);
    }

    /// Made with Python: `hashlib.pbkdf2_hmac('sha256', b'correct horse battery staple', bytes(range(32)), 100000)`.
    @Test
    void verifies_hashes_of_a_hundred_thousand_rounds_with_a_salt_of_32_bytes() {
        String salt = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        String hash = "74lwiU4RwwI4Pp0xsiCXkXnC6JZBAPOpmlLNx85vn3c";

        for (String stored : new String[] {
            "$pbkdf2-sha256$i=100000,l=32$" + salt + "$" + hash,
            "$pbkdf2-sha256$100000$" + salt + "$" + hash.replace('+', '.')
        }) {
            PasswordHasher strong = new Pbkdf2PasswordHasher(600_000, new Random(3));
            assertThat(strong.verify(PASSWORD, stored)).as(stored).isEqualTo(Verdict.OUTDATED);
            assertThat(strong.verify(new Secret("no"), stored)).as(stored).isEqualTo(Verdict.WRONG);
        }
    }

    @Test
    void verifies_hashes_of_django() {
        assertThat(hasher().verify(
                                PASSWORD,
                                "pbkdf2_sha256$1000$seasalt12345678901$/AoEaObuNjXTnjly8M5QOmktVHWup46YokU55+K3eg0="))
                .isEqualTo(Verdict.RIGHT);
    }
}
