/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cover, class sheets and the empty back. */
#include "stages/bundle/front.h"

#include "stages/bundle/dispute.h"
#include "stages/bundle/folio.h"

#define LEFT 22.0
#define RIGHT 190.0
#define WIDTH (RIGHT - LEFT)
#define TOP 20.0
#define BOTTOM 275.0
#define ROW 6.4
#define NUMBER_ROW 12.0 /* on a class sheet */
#define COLUMNS 2
#define GAP 8.0 /* between the columns of the list */
#define COLUMN_WIDTH ((WIDTH - GAP * (COLUMNS - 1)) / COLUMNS)

static const BmPdfStyle small = {.face = BM_PDF_SANS, .size_pt = 9, .gray = 0.35};
static const BmPdfStyle label = {.face = BM_PDF_SANS, .size_pt = 8.5, .gray = 0.35};
static const BmPdfStyle body = {.face = BM_PDF_SANS, .size_pt = 10.5, .leading = 1.12};
static const BmPdfStyle heading = {.face = BM_PDF_SANS, .size_pt = 12, .is_bold = TRUE};
static const BmPdfStyle title = {.face = BM_PDF_SERIF, .size_pt = 22, .is_bold = TRUE};

/* Lines of the instruction that hang on the bundle. */
enum { CRITERIA = 2, SCORES, GATES };

static const char *const instruction[] = {
    "Сверьте номера работ и число страниц со списком; все страницы, и пустые обороты тоже, "
    "пронумерованы подряд. Если чего-то не хватает, сообщите координатору до начала проверки.",
    "Работы обезличены. Не пытайтесь узнать, чья это работа. Если на странице осталось имя, "
    "школа "
    "или класс, отложите работу и назовите координатору её номер.",
    "Проверяйте по критериям, которые вложены в этот комплект. На самих работах ничего не "
    "пишите.",
    "Внесите баллы в файл scores.xlsx или в печатную ведомость: целое число от 0 до "
    "максимального балла; Х — ученик не приступал к заданию. Пустых клеток быть не должно.",
    "", /* the rubric's gates */
    "После проверки верните координатору заполненную ведомость и весь комплект. Работы не "
    "копируйте и никому не передавайте.",
};

/* Where the list of works goes on: a column of a page. */
typedef struct Flow {
  BmPdf *pdf;
  const BmKit *kit;
  double top, y;
  guint column;
} Flow;

void bm_front_page(BmPdf *pdf)
{
  bm_pdf_page(pdf, BM_PDF_A4_WIDTH, BM_FOLIO_ROOM);
}

void bm_front_foot(BmPdf *pdf, const BmKit *kit)
{
  BmPdfStyle right = label;
  right.align = BM_PDF_RIGHT;
  g_autofree char *who = g_strdup_printf("Комплект %s", kit->code);
  bm_pdf_line(pdf, LEFT, 281, RIGHT, 281, 0.2, 0.6);
  bm_pdf_text(pdf, &label, LEFT, 282.5, 0, who);
  bm_pdf_text(pdf, &right, RIGHT, 282.5, 0, kit->marker);
}

static double column_x(guint column)
{
  return LEFT + column * (COLUMN_WIDTH + GAP);
}

static void list_head(Flow *flow)
{
  double x = column_x(flow->column);
  BmPdfStyle middle = label;
  middle.align = BM_PDF_CENTER;
  bm_pdf_text(flow->pdf, &label, x + 1, flow->y, 0, "Класс");
  bm_pdf_text(flow->pdf, &label, x + 13, flow->y, 0, "Номер работы");
  bm_pdf_text(flow->pdf, &middle, x + 45, flow->y, 0, "Со стр.");
  bm_pdf_text(flow->pdf, &middle, x + 58, flow->y, 0, "Страниц");
  bm_pdf_text(flow->pdf, &middle, x + 72.5, flow->y, 0, "Проверена");
  flow->y += 5;
  bm_pdf_line(flow->pdf, x, flow->y, x + COLUMN_WIDTH, flow->y, 0.4, 0);
}

static void next_column(Flow *flow)
{
  flow->column++;
  if (flow->column == COLUMNS) {
    flow->column = 0;
    bm_front_page(flow->pdf);
    bm_front_foot(flow->pdf, flow->kit);
    bm_pdf_text(flow->pdf, &heading, LEFT, TOP, 0, "Состав комплекта (продолжение)");
    flow->top = TOP + 9;
  }
  flow->y = flow->top;
  list_head(flow);
}

static void list_row(Flow *flow, const BmKitWork *work, gboolean is_first_of_class)
{
  if (flow->y + ROW > BOTTOM) {
    next_column(flow);
    is_first_of_class = TRUE;
  }
  double x = column_x(flow->column), y = flow->y;
  BmPdfStyle alias = {.face = BM_PDF_SANS, .size_pt = 11, .is_bold = TRUE};
  BmPdfStyle number = {.face = BM_PDF_MONO, .size_pt = 11};
  BmPdfStyle count = {.face = BM_PDF_SANS, .size_pt = 11, .align = BM_PDF_CENTER};
  g_autofree char *first = g_strdup_printf("%u", work->first_page);
  g_autofree char *pages = g_strdup_printf("%u", work->pages);
  if (is_first_of_class && y > flow->top + 6)
    bm_pdf_line(flow->pdf, x, y, x + COLUMN_WIDTH, y, 0.3, 0.1);
  if (is_first_of_class)
    bm_pdf_text_in(flow->pdf, &alias, (BmPdfRect){x + 1, y, 11, ROW}, work->class_alias);
  bm_pdf_text_in(flow->pdf, &number, (BmPdfRect){x + 13, y, 24, ROW}, work->work_no);
  bm_pdf_text_in(flow->pdf, &count, (BmPdfRect){x + 39, y, 12, ROW}, first);
  bm_pdf_text_in(flow->pdf, &count, (BmPdfRect){x + 52, y, 12, ROW}, pages);
  bm_pdf_frame(flow->pdf, (BmPdfRect){x + 70.5, y + 1.2, 4, 4}, 0.25, 0.3);
  flow->y += ROW;
  bm_pdf_line(flow->pdf, x, flow->y, x + COLUMN_WIDTH, flow->y, 0.12, 0.6);
}

static guint rows_on_cover(double top)
{
  return (guint)((BOTTOM - top - 5) / ROW);
}

/* Short lists fill both columns alike, so that the page looks whole. */
static void work_list(BmPdf *pdf, const BmKit *kit, double y)
{
  Flow flow = {.pdf = pdf, .kit = kit, .top = y, .y = y};
  guint half = (kit->works->len + COLUMNS - 1) / COLUMNS;
  gboolean is_balanced = kit->works->len > 12 && half <= rows_on_cover(y);
  list_head(&flow);
  const char *before = NULL;
  for (guint i = 0; i < kit->works->len; i++) {
    const BmKitWork *work = bm_kit_work(kit, i);
    if (is_balanced && i == half) {
      next_column(&flow);
      before = NULL;
    }
    list_row(&flow, work, g_strcmp0(before, work->class_alias) != 0);
    before = work->class_alias;
  }
}

static double cover_head(BmPdf *pdf, const BmKit *kit)
{
  BmPdfStyle subtitle = {.face = BM_PDF_SANS, .size_pt = 13};
  double y = TOP;
  g_autofree char *kind =
      kit->n_parts > 1
          ? g_strdup_printf("РАБОЧИЙ КОМПЛЕКТ ДЛЯ ПРОВЕРКИ · %u ИЗ %u", kit->part, kit->n_parts)
          : g_strdup("РАБОЧИЙ КОМПЛЕКТ ДЛЯ ПРОВЕРКИ");
  y += bm_pdf_text(pdf, &small, LEFT, y, 0, kind) + 2;
  y += bm_pdf_text_fit(pdf, &title, LEFT, y, WIDTH - 48, 22, kit->title) + 1;
  g_autofree char *line = bm_kit_line(kit, NULL);
  y += bm_pdf_text(pdf, &subtitle, LEFT, y, WIDTH - 48, line);
  BmPdfRect box = {RIGHT - 42, TOP, 42, 26};
  BmPdfStyle who = {
      .face = BM_PDF_SANS, .size_pt = 26, .is_bold = TRUE, .align = BM_PDF_CENTER};
  BmPdfStyle under = small;
  under.align = BM_PDF_CENTER;
  bm_pdf_frame(pdf, box, 0.5, 0);
  bm_pdf_text_in(pdf, &under, (BmPdfRect){box.x, box.y + 1, box.w, 6}, "Проверяющий");
  bm_pdf_text_in(pdf, &who, (BmPdfRect){box.x + 2, box.y + 6, box.w - 4, 13}, kit->marker);
  bm_pdf_text_in(pdf, &under, (BmPdfRect){box.x, box.y + 19, box.w, 6}, kit->code);
  return MAX(y, box.y + box.h) + 5;
}

static void figure(BmPdf *pdf, double x, double y, guint number, const char *what)
{
  BmPdfStyle big = {.face = BM_PDF_SANS, .size_pt = 18, .is_bold = TRUE};
  g_autofree char *text = g_strdup_printf("%u", number);
  double width = 0;
  bm_pdf_text_size(pdf, &big, 0, text, &width, NULL);
  bm_pdf_text(pdf, &big, x, y, 0, text);
  bm_pdf_text(pdf, &body, x + width + 1.5, y + 2.9, 0, what);
}

static double figures(BmPdf *pdf, const BmKit *kit, double y)
{
  guint works = kit->works->len, classes = kit->classes->len, tasks = kit->tasks->len;
  const double step = WIDTH / 4;
  bm_pdf_line(pdf, LEFT, y, RIGHT, y, 0.4, 0);
  y += 2.5;
  figure(pdf, LEFT, y, works, bm_kit_plural(works, "работа", "работы", "работ"));
  figure(pdf, LEFT + step, y, classes, bm_kit_plural(classes, "класс", "класса", "классов"));
  figure(pdf, LEFT + 2 * step, y, kit->n_pages,
         bm_kit_plural(kit->n_pages, "страница", "страницы", "страниц"));
  figure(pdf, LEFT + 3 * step, y, tasks, bm_kit_plural(tasks, "задание", "задания", "заданий"));
  y += 11;
  bm_pdf_line(pdf, LEFT, y, RIGHT, y, 0.4, 0);
  return y + 5;
}

/* The line of the instruction for this bundle; "" for one that it has not. */
static const char *advice_of(const BmKit *kit, guint at, const char *gates)
{
  switch (at) {
  case CRITERIA:
    return kit->criteria != NULL || json_object_size(kit->variant_criteria) > 0
               ? instruction[at]
               : "Проверяйте по критериям, которые выдал координатор. На "
                 "самих работах ничего не пишите.";
  case GATES:
    return gates;
  case SCORES:
    return kit->disputes == NULL
               ? instruction[at]
               : "Внесите баллы только за задания, по которым эксперты разошлись, в файл "
                 "scores.xlsx (остальные клетки серые) или в печатную ведомость (остальные "
                 "места пустые): целое число от 0 до максимального балла; Х — ученик не "
                 "приступал к заданию.";
  default:
    return instruction[at];
  }
}

static double instruct(BmPdf *pdf, const BmKit *kit, double y)
{
  BmPdfStyle number = heading;
  number.size_pt = body.size_pt;
  g_autofree char *gates = bm_kit_gates_text(kit);
  guint n = 0;
  y += bm_pdf_text(pdf, &heading, LEFT, y, 0, "Как проверять") + 2;
  for (guint i = 0; i < G_N_ELEMENTS(instruction); i++) {
    const char *text = advice_of(kit, i, gates);
    if (text[0] == '\0')
      continue;
    g_autofree char *figure_text = g_strdup_printf("%u", ++n);
    bm_pdf_text(pdf, &number, LEFT, y, 0, figure_text);
    y += bm_pdf_text(pdf, &body, LEFT + 7, y, WIDTH - 7, text) + 1.6;
  }
  return y + 4;
}

static void cover(BmPdf *pdf, const BmKit *kit)
{
  bm_front_page(pdf);
  bm_front_foot(pdf, kit);
  double y = cover_head(pdf, kit);
  y = figures(pdf, kit, y);
  y = instruct(pdf, kit, y);
  y += bm_pdf_text(pdf, &heading, LEFT, y, 0, "Состав комплекта") + 3;
  work_list(pdf, kit, y);
}

static void class_numbers(BmPdf *pdf, const BmKit *kit, const BmKitClass *class_group)
{
  BmPdfStyle number = {.face = BM_PDF_MONO, .size_pt = 13, .align = BM_PDF_CENTER};
  BmPdfStyle under = small;
  under.align = BM_PDF_CENTER;
  const double step = WIDTH / 4;
  for (guint i = 0; i < class_group->n; i++) {
    const BmKitWork *work = bm_kit_work(kit, class_group->first + i);
    guint row = i / 4, in_row = MIN(4, class_group->n - row * 4);
    double x = LEFT + (WIDTH - in_row * step) / 2 + (i % 4) * step, y = 150 + row * NUMBER_ROW;
    if (y > BOTTOM - NUMBER_ROW)
      return; /* the cover has the whole list */
    g_autofree char *page = g_strdup_printf("со стр. %u", work->first_page);
    bm_pdf_text_in(pdf, &number, (BmPdfRect){x, y, step, 6}, work->work_no);
    bm_pdf_text_in(pdf, &under, (BmPdfRect){x, y + 5.5, step, 4}, page);
  }
}

static void class_sheet(BmPdf *pdf, const BmKit *kit, const BmKitClass *class_group)
{
  BmPdfStyle name = {
      .face = BM_PDF_SANS, .size_pt = 96, .is_bold = TRUE, .align = BM_PDF_CENTER};
  BmPdfStyle middle = {.face = BM_PDF_SANS, .size_pt = 16, .align = BM_PDF_CENTER};
  g_autofree char *counts = g_strdup_printf(
      "%u %s, %u %s", class_group->n,
      bm_kit_plural(class_group->n, "работа", "работы", "работ"), class_group->pages,
      bm_kit_plural(class_group->pages, "страница", "страницы", "страниц"));
  bm_front_page(pdf);
  bm_front_foot(pdf, kit);
  bm_pdf_text_in(pdf, &middle, (BmPdfRect){LEFT, 66, WIDTH, 10}, "Класс");
  bm_pdf_text_in(pdf, &name, (BmPdfRect){LEFT, 76, WIDTH, 44}, class_group->alias);
  bm_pdf_text_in(pdf, &middle, (BmPdfRect){LEFT, 122, WIDTH, 10}, counts);
  bm_pdf_line(pdf, LEFT + 40, 141, RIGHT - 40, 141, 0.4, 0);
  class_numbers(pdf, kit, class_group);
}

static void empty_back(BmPdf *pdf)
{
  BmPdfStyle note = {.face = BM_PDF_SANS, .size_pt = 9, .align = BM_PDF_CENTER, .gray = 0.55};
  bm_front_page(pdf);
  bm_pdf_text_in(pdf, &note, (BmPdfRect){LEFT, 278, WIDTH, 8}, "Пустой оборот");
}

gboolean bm_front_write(const BmKit *kit, const char *path, BmFront *ret_front, GError **error)
{
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, error);
  if (pdf == NULL)
    return FALSE;
  BmFront front = {0};
  cover(pdf, kit);
  bm_dispute_draw(pdf, kit);
  front.n_cover = front.first_class = bm_pdf_n_pages(pdf);
  for (guint i = 0; i < kit->classes->len; i++)
    class_sheet(pdf, kit, bm_kit_class(kit, i));
  front.empty = bm_pdf_n_pages(pdf);
  empty_back(pdf);
  if (!bm_pdf_finish(pdf, error))
    return FALSE;
  *ret_front = front;
  return TRUE;
}
