// The files of EmbeddedCommand.h, embedded by the compiler of C: as array literals of Swift, which `.embedInCode` of SwiftPM
// writes, the page took half a minute to compile.

#include "EmbeddedCommand.h"

#define FUNCTION(file) \
  const unsigned char *file(void) { return file##_text; }

static const unsigned char embedded_completions_bash_text[] = {
#embed "Completions/completions.bash" suffix(, 0)
};
FUNCTION(embedded_completions_bash)

static const unsigned char embedded_completions_fish_text[] = {
#embed "Completions/completions.fish" suffix(, 0)
};
FUNCTION(embedded_completions_fish)

static const unsigned char embedded_completions_zsh_text[] = {
#embed "Completions/completions.zsh" suffix(, 0)
};
FUNCTION(embedded_completions_zsh)

static const unsigned char embedded_catalog_json_text[] = {
#embed "../../../Figures/catalog.json" suffix(, 0)
};
FUNCTION(embedded_catalog_json)
