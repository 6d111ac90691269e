"""The page of `unboil explain --html` in a real browser: what a reader sees, clicks and prints."""

import base64
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any, cast

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

UNBOIL = str(Path(os.environ["UNBOIL"]).absolute())
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

PROSE = (
    "The ferry left the harbour an hour late because fog had settled over the mouth of the river, and nobody on the "
    "quay could see the far bank until the bells began to ring."
)
BRIDGE = f"""Skip to content

{PROSE}

Read also:
Ten years of roadworks

{PROSE} [ad_1]

Share this story
"""
HOSTILE = f"""Read also: <img src=x onerror="window.owned = 1"> Ten & twenty

The <script>window.owned = 2</script> & 'quotes' "too" &amp; &lt;b&gt; </pre></details> stayed. {PROSE}

Share this story
"""
HOSTILE_NAME = "<b onclick=x>&\"' name.txt"


def unboil(*arguments: str, folder: Path) -> str:
    done = subprocess.run([UNBOIL, *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout


class PageTest(unittest.TestCase):
    browser: webdriver.Chrome
    folder: Path

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        options = webdriver.ChromeOptions()
        for flag in FLAGS.split():
            options.add_argument(flag)
        options.add_argument(f"--user-data-dir={cls.folder / 'profile'}")
        names = ("chromium", "chromium-browser", "google-chrome")
        options.binary_location = next(found for name in names if (found := shutil.which(name)))
        cls.browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        cls.addClassCleanup(cls.browser.quit)
        (cls.folder / "bridge.txt").write_text(BRIDGE, encoding="utf-8", newline="")
        (cls.folder / "calm.txt").write_text(PROSE + "\n", encoding="utf-8")
        (cls.folder / HOSTILE_NAME).write_text(HOSTILE, encoding="utf-8")
        unboil("explain", "--html", "page.html", "bridge.txt", "calm.txt", HOSTILE_NAME, folder=cls.folder)

    def setUp(self) -> None:
        self.emulate()
        self.size(1440, 1000)
        self.messages()
        self.open("page.html")

    def open(self, name: str) -> None:
        self.browser.get((self.folder / name).as_uri())

    def emulate(self, media: str = "", scheme: str = "light") -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})

    def size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def run_script(self, script: str, *arguments: object) -> Any:
        return self.browser.execute_script(script, *arguments)

    def messages(self) -> list[Any]:
        """What the browser has complained of since it was last asked."""
        return cast(list[Any], self.browser.get_log("browser"))  # type: ignore[no-untyped-call]

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def active(self) -> WebElement:
        return self.browser.switch_to.active_element

    def press(self, *keys: str) -> None:
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def wait(self, selector: str, shown: bool) -> None:
        WebDriverWait(self.browser, 5).until(lambda _: self.one(selector).is_displayed() == shown)

    def shown_text(self, number: int) -> str:
        """The text of a document as a reader would copy it."""
        text: str = self.run_script(
            """const copy = document.createElement("pre");
            const walk = (node) => {
                if (node.nodeType === Node.TEXT_NODE) copy.append(node.data);
                else if (getComputedStyle(node).display !== "none") node.childNodes.forEach(walk);
            };
            walk(document.querySelectorAll(".text")[arguments[0]]);
            return copy.textContent;""",
            number,
        )
        return text

    def stretches(self, category: str) -> list[bool]:
        return [stretch.is_displayed() for stretch in self.all(f"del.{category} [data-rule]")]

    # What the page shows

    def test_every_character_of_the_text_is_there(self) -> None:
        self.assertEqual(self.shown_text(0), BRIDGE)
        self.assertEqual(self.shown_text(2), HOSTILE)

    def test_hostile_text_is_shown_and_does_nothing(self) -> None:
        self.assertEqual(self.messages(), [])
        self.assertIsNone(self.run_script("return window.owned ?? null"))
        self.assertEqual(self.all("img, b[onclick]"), [])
        self.assertEqual(len(self.all("script")), 1)
        self.assertIn(HOSTILE_NAME, [heading.text for heading in self.all("h2")])
        self.assertEqual(len(self.all("details")), 3)

    def test_a_script_that_is_not_the_page_s_own_may_not_run(self) -> None:
        self.run_script(
            """const script = document.createElement("script");
            script.textContent = "window.owned = 3";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.owned = 4'>");"""
        )
        self.assertIsNone(self.run_script("return window.owned ?? null"))

    def test_nothing_is_loaded(self) -> None:
        self.assertEqual(self.run_script("return performance.getEntriesByType('resource').length"), 0)
        page = (self.folder / "page.html").read_text(encoding="utf-8")
        self.assertIsNone(re.search(r"(?:src|href)=|url\(|@import", page.split("<body>")[0]))

    def test_the_shares_are_those_of_the_text(self) -> None:
        widths = {bar.get_attribute("class"): bar.size["width"] for bar in self.all(".shares label")}
        self.assertEqual(set(widths), {"navigation", "related", "template", "share"})
        # Two stretches of "Read also" are longer than the marker.
        self.assertGreater(widths["related"], 3 * widths["template"])
        self.assertIn("related", self.one(".shares").get_attribute("aria-label") or "")

    # Categories are hidden and shown

    def test_a_category_is_hidden_and_shown_by_mouse(self) -> None:
        self.assertEqual(self.stretches("related"), [True, True])
        self.one("label.category.related").click()
        self.assertEqual(self.stretches("related"), [False, False])
        self.assertEqual(self.stretches("share"), [True, True])
        self.assertEqual(self.shown_text(0), BRIDGE.replace("Read also:\nTen years of roadworks\n\n", ""))
        self.one("label.category.related").click()
        self.assertEqual(self.stretches("related"), [True, True])

    def test_a_part_of_the_bar_does_the_same(self) -> None:
        self.one(".shares .share").click()
        self.assertEqual(self.stretches("share"), [False, False])
        self.assertFalse(self.one("#show-share").is_selected())

    def test_a_category_is_hidden_and_shown_by_keyboard(self) -> None:
        for _ in range(20):
            self.press(Keys.TAB)
            if self.active().get_attribute("id") == "show-navigation":
                break
        self.press(Keys.SPACE)
        self.assertEqual(self.stretches("navigation"), [False])
        self.press(Keys.SPACE)
        self.assertEqual(self.stretches("navigation"), [True])

    def test_without_any_category_the_cleaned_text_is_left(self) -> None:
        cleaned = unboil("clean", "bridge.txt", folder=self.folder)
        self.one("#all").click()
        self.assertEqual(self.shown_text(0), cleaned)
        self.one("#all").click()
        self.assertEqual(self.shown_text(0), BRIDGE)
        self.press("a")
        self.assertEqual(self.shown_text(0), cleaned)

    # Rule and reason

    def test_hovering_tells_rule_and_reason(self) -> None:
        line = self.one("[data-rule='en/read-also'] span")
        self.run_script("arguments[0].scrollIntoView({block: 'center'})", line)
        ActionChains(self.browser).move_to_element(line).perform()
        self.wait("#reason", True)
        reason = self.one("#reason").text
        for expected in ("en/read-also", "related", "Headers over links", "hang on it"):
            self.assertIn(expected, reason)
        ActionChains(self.browser).move_to_element(self.one("h1")).perform()
        self.wait("#reason", False)

    def test_focus_tells_rule_and_reason(self) -> None:
        self.run_script("document.querySelector('summary').focus()")
        self.press(Keys.TAB)
        self.assertEqual(self.active().get_attribute("data-rule"), "en/skip-link")
        self.wait("#reason", True)
        self.assertIn("jump over the menu", self.one("#reason").text)
        described = self.active().get_attribute("aria-describedby") or ""
        self.assertIn("jump over the menu", self.browser.find_element(By.ID, described).text)
        self.press(Keys.ESCAPE)
        self.wait("#reason", False)

    def test_keys_go_from_stretch_to_stretch(self) -> None:
        self.press("n", "n")
        self.assertEqual(self.active().get_attribute("data-rule"), "en/read-also")
        self.press("p", "p")
        self.assertEqual(self.active().text.splitlines()[0], "Share this story")
        self.one("label.category.navigation").click()
        self.run_script("document.activeElement.blur()")
        self.press("n")
        self.assertEqual(self.active().get_attribute("data-rule"), "en/read-also")

    def test_the_rule_stands_beside_its_stretch(self) -> None:
        beside = """const stretch = document.querySelector("[data-rule]");
            return getComputedStyle(stretch, arguments[0]).content"""
        self.assertIn("en/skip-link", self.run_script(beside, "::before"))
        self.size(420, 800)
        self.assertEqual(self.run_script(beside, "::before"), "none")
        self.assertIn("en/skip-link", self.run_script(beside, "::after"))

    # Documents

    def test_documents_are_folded_and_filtered(self) -> None:
        self.one("#changed-only").click()
        self.assertEqual([one.is_displayed() for one in self.all("details")], [True, False, True])
        self.one("#changed-only").click()
        self.one("#fold").click()
        self.assertEqual(self.all("details[open]"), [])
        self.one("summary").send_keys(Keys.ENTER)
        self.assertEqual(len(self.all("details[open]")), 1)

    def test_many_documents_begin_folded(self) -> None:
        lines = "".join(f'{{"text": "It rained.\\n\\n[ad_{number % 5}]"}}\n' for number in range(400))
        (self.folder / "many.jsonl").write_text(lines, encoding="utf-8")
        unboil("explain", "--html", "many.html", "many.jsonl", folder=self.folder)
        self.open("many.html")
        self.assertEqual(len(self.all("details")), 400)
        self.assertEqual(self.all("details[open]"), [])
        self.assertIn("400 documents", self.one("h1").text)

    def test_a_text_without_boilerplate(self) -> None:
        unboil("explain", "--html", "calm.html", "calm.txt", folder=self.folder)
        self.open("calm.html")
        self.assertIn("Nothing to remove", self.one("header").text)
        self.assertEqual(self.shown_text(0), PROSE + "\n")
        self.assertEqual(self.messages(), [])

    # Light, dark, narrow, paper

    def test_nothing_is_wider_than_the_window(self) -> None:
        for width, media in ((1440, ""), (1000, ""), (360, ""), (700, "print")):
            with self.subTest(width=width, media=media):
                self.size(width, 900)
                self.emulate(media)
                over = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
                self.assertLessEqual(self.run_script(over), 0)

    def test_colours_can_be_read_in_light_and_dark(self) -> None:
        script = """const [front, back] = arguments;
            const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
            const light = (colours) => {
                for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
                const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
                    part /= 255;
                    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const paper = getComputedStyle(document.body).backgroundColor;
            const style = getComputedStyle(document.querySelector(front));
            const ground = getComputedStyle(document.querySelector(back)).backgroundColor;
            const [a, b] = [light([paper, style.color]), light([paper, ground])];
            return { contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), paper: light([paper]) };"""
        for scheme in ("light", "dark"):
            self.emulate(scheme=scheme)
            for category in ("navigation", "related", "template", "share"):
                with self.subTest(scheme=scheme, category=category):
                    line = f"del.{category} [data-rule] span"
                    # WCAG 2.2, 1.4.3: text needs a contrast of 4.5.
                    self.assertGreaterEqual(self.run_script(script, line, line)["contrast"], 4.5)
            for element in (".text", ".sum", "header p", ".keys", "footer"):
                with self.subTest(scheme=scheme, element=element):
                    found = self.run_script(script, element, "body")
                    self.assertGreaterEqual(found["contrast"], 4.5)
                    self.assertEqual(found["paper"] > 0.5, scheme == "light")

    def test_what_is_shown_is_printed(self) -> None:
        self.one("label.category.share").click()
        self.emulate("print", "dark")
        self.assertFalse(self.one("#all").is_displayed())
        self.assertFalse(self.one("label.category.share").is_displayed())
        self.assertTrue(self.one("label.category.related").is_displayed())
        self.assertEqual(self.stretches("share"), [False, False])
        paper = self.run_script("return getComputedStyle(document.body).backgroundColor")
        self.assertEqual(paper, "rgb(255, 255, 255)")
        after = self.run_script("return getComputedStyle(document.querySelector('[data-rule]'), '::after').content")
        self.assertIn("en/skip-link", after)
        self.emulate()
        pdf = base64.b64decode(self.browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_the_page_works_without_a_fault(self) -> None:
        self.press("n", "a", "p")
        self.assertEqual(self.messages(), [])


if __name__ == "__main__":
    unittest.main()
