// The files of EmbeddedPage.h, embedded by the compiler of C: as array literals of Swift, which `.embedInCode` of SwiftPM
// writes, the page took half a minute to compile.

#include "EmbeddedPage.h"

#define FUNCTION(file) \
  const unsigned char *file(void) { return file##_text; }

static const unsigned char embedded_address_mjs_text[] = {
#embed "Page/address.mjs" suffix(, 0)
};
FUNCTION(embedded_address_mjs)

static const unsigned char embedded_charts_mjs_text[] = {
#embed "Page/charts.mjs" suffix(, 0)
};
FUNCTION(embedded_charts_mjs)

static const unsigned char embedded_comb_mjs_text[] = {
#embed "Page/comb.mjs" suffix(, 0)
};
FUNCTION(embedded_comb_mjs)

static const unsigned char embedded_drawing_mjs_text[] = {
#embed "Page/drawing.mjs" suffix(, 0)
};
FUNCTION(embedded_drawing_mjs)

static const unsigned char embedded_explorer_css_text[] = {
#embed "Page/explorer.css" suffix(, 0)
};
FUNCTION(embedded_explorer_css)

static const unsigned char embedded_explorer_html_text[] = {
#embed "Page/explorer.html" suffix(, 0)
};
FUNCTION(embedded_explorer_html)

static const unsigned char embedded_motion_mjs_text[] = {
#embed "Page/motion.mjs" suffix(, 0)
};
FUNCTION(embedded_motion_mjs)

static const unsigned char embedded_page_mjs_text[] = {
#embed "Page/page.mjs" suffix(, 0)
};
FUNCTION(embedded_page_mjs)

static const unsigned char embedded_scene_denoise_mjs_text[] = {
#embed "Page/scene-denoise.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_denoise_mjs)

static const unsigned char embedded_scene_explore_mjs_text[] = {
#embed "Page/scene-explore.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_explore_mjs)

static const unsigned char embedded_scene_forced_mjs_text[] = {
#embed "Page/scene-forced.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_forced_mjs)

static const unsigned char embedded_scene_momentum_mjs_text[] = {
#embed "Page/scene-momentum.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_momentum_mjs)

static const unsigned char embedded_scene_number_mjs_text[] = {
#embed "Page/scene-number.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_number_mjs)

static const unsigned char embedded_scene_parity_mjs_text[] = {
#embed "Page/scene-parity.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_parity_mjs)

static const unsigned char embedded_scene_shrinking_mjs_text[] = {
#embed "Page/scene-shrinking.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_shrinking_mjs)

static const unsigned char embedded_scene_speech_mjs_text[] = {
#embed "Page/scene-speech.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_speech_mjs)

static const unsigned char embedded_scene_wall_mjs_text[] = {
#embed "Page/scene-wall.mjs" suffix(, 0)
};
FUNCTION(embedded_scene_wall_mjs)

static const unsigned char embedded_settings_mjs_text[] = {
#embed "Page/settings.mjs" suffix(, 0)
};
FUNCTION(embedded_settings_mjs)

static const unsigned char embedded_sheet_mjs_text[] = {
#embed "Page/sheet.mjs" suffix(, 0)
};
FUNCTION(embedded_sheet_mjs)

static const unsigned char embedded_signals_mjs_text[] = {
#embed "Page/signals.mjs" suffix(, 0)
};
FUNCTION(embedded_signals_mjs)

static const unsigned char embedded_stage_mjs_text[] = {
#embed "Page/stage.mjs" suffix(, 0)
};
FUNCTION(embedded_stage_mjs)

static const unsigned char embedded_story_mjs_text[] = {
#embed "Page/story.mjs" suffix(, 0)
};
FUNCTION(embedded_story_mjs)

static const unsigned char embedded_table_mjs_text[] = {
#embed "Page/table.mjs" suffix(, 0)
};
FUNCTION(embedded_table_mjs)

static const unsigned char embedded_transform_mjs_text[] = {
#embed "Page/transform.mjs" suffix(, 0)
};
FUNCTION(embedded_transform_mjs)

static const unsigned char embedded_learned_floor_speech_csv_text[] = {
#embed "../../../Figures/learned-floor-speech.csv" suffix(, 0)
};
FUNCTION(embedded_learned_floor_speech_csv)

static const unsigned char embedded_learned_puzzle_csv_text[] = {
#embed "../../../Figures/learned-puzzle.csv" suffix(, 0)
};
FUNCTION(embedded_learned_puzzle_csv)
