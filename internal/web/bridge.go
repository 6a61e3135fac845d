package web

import (
	"context"
	"fmt"
	"net/http"

	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// scene is the picture for somebody (J1), from the planks that lie: alone one's own bank, with two
// the bridge that both see alike.
func (s *Server) scene(ctx context.Context, v *people.Visit) (look.Scene, error) {
	if v == nil {
		return look.Scene{Show: true}, nil
	}
	planks, err := s.Journal.Planks(ctx, reader(v))
	if err != nil {
		return look.Scene{}, fmt.Errorf("draw the bridge: %w", err)
	}
	if v.Partner != nil {
		return s.saying(look.SceneOfTwo(planks), v), nil
	}
	return s.saying(look.SceneAlone(planks, practice.Side(v.Side)), v), nil
}

// saying adds to a picture what it shows, in v's language.
func (s *Server) saying(scene look.Scene, v *people.Visit) look.Scene {
	scene.Alt = s.pages.words.Text(s.pages.lang(v.Lang), scene.Sentence().Key)
	return scene
}

// bridge is the page of the picture: what it shows, how it grows, and where what both hold is kept.
func (s *Server) bridge(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	scene, err := s.scene(r.Context(), v)
	if err != nil {
		return err
	}
	view := look.Bridge{Two: v.Partner != nil, Sentence: scene.Sentence(), Invite: v.Partner == nil && !v.Welcome}
	if view.Two {
		for _, p := range s.Practices {
			view.Held = append(view.Held, practiceRow(p))
		}
	}
	return s.showHouse(w, r, page{name: "bridge.html", view: view, visit: v, path: "/bridge", scene: scene})
}
