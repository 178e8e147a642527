package io.hexforge.domain.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "avatars/0190/3.png", "a-b_c/d.e.f", "_/-"})
    void takes_what_is_safe_as_a_path(String key) {
        assertThat(new BlobKey(key)).hasToString(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/../b",
                "a/.hidden",
                "A",
                "a b",
                "a\\b",
                "a:b",
                "ä",
                "a\n",
                "a\0",
                "a/b.",
                "~",
                "%2e"
            })
    void refuses_what_is_not(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> new BlobKey(key));
    }

    @ParameterizedTest
    @ValueSource(ints = {81, 400})
    void refuses_what_is_too_long(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> new BlobKey("a".repeat(length)));
    }
}
