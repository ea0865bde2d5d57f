// <drop-zone> takes a file that is dropped on it, and shows how far the sending is.
// Without script it is the plain form that it holds.
customElements.define(
  "drop-zone",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("dragover", (event) => this.over(event));
      this.addEventListener("dragleave", () => this.classList.remove("over"));
      this.addEventListener("drop", (event) => this.drop(event));
      this.addEventListener("submit", (event) => this.send(event));
    }

    over(event) {
      event.preventDefault();
      this.classList.add("over");
    }

    drop(event) {
      event.preventDefault();
      this.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      this.querySelector("input[type=file]").files = event.dataTransfer.files;
      this.querySelector("form").requestSubmit();
    }

    send(event) {
      event.preventDefault();
      const form = event.target;
      const bar = this.querySelector("progress");
      const said = this.querySelector("[data-sent]");
      const button = form.querySelector("button");
      const request = new XMLHttpRequest();
      bar.hidden = false;
      button.disabled = true;
      request.upload.addEventListener("progress", (sent) => {
        if (!sent.lengthComputable) return;
        const share = Math.floor((100 * sent.loaded) / sent.total);
        bar.value = share;
        said.textContent = share < 100 ? `Sent ${share} %` : "Reading the first rows";
      });
      request.addEventListener("load", () => this.show(request, form));
      request.addEventListener("error", () => {
        bar.hidden = true;
        button.disabled = false;
        said.textContent = "The file did not arrive: the connection broke. Nothing was kept; please send it again.";
      });
      request.open("POST", form.action);
      request.send(new FormData(form));
    }

    // The answer is another page, or this one with what is wrong.
    show(request, form) {
      if (request.status < 400 && request.responseURL !== form.action) {
        location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const main = page.getElementById("main");
      if (main) document.getElementById("main").replaceWith(main);
      else this.querySelector("[data-sent]").textContent = request.responseText || request.statusText;
    }
  },
);
